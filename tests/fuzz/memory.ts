// What a page keeps, without a browser.
import type { HeldText } from '../../static/src/live/held.ts'
import type { Kept, TextStore } from '../../static/src/live/store.ts'

export class MemoryStore implements TextStore {
  private readonly pages = new Map<string, string>()
  private readonly items = new Map<string, HeldText>()

  async kept() {
    return new Map([...this.pages].map(([page, kept]) => [page, JSON.parse(kept) as Kept]))
  }
  async keep(page: string, kept: Kept) {
    this.pages.set(page, JSON.stringify(kept))
  }
  async forget(page: string) {
    this.pages.delete(page)
  }
  async held() {
    return [...this.items.values()]
  }
  async hold(item: HeldText) {
    this.items.set(item.id, item)
  }
  async release(id: string) {
    this.items.delete(id)
  }
}
