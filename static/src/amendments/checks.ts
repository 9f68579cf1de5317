// What must be so before tabling: made by the server, fetched again when words were saved or something has happened.
import { find } from '../table/parts.ts'

const WAIT_MS = 400

export class Checks {
  private readonly place = find('#checks')
  private timer = 0
  private asked = 0

  refreshSoon(): void {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.refresh(), WAIT_MS)
  }

  private async refresh(): Promise<void> {
    const number = ++this.asked
    try {
      const answer = await fetch(this.place.dataset.from!, { headers: { Accept: 'text/html' } })
      const words = await answer.text()
      if (number === this.asked && answer.ok) this.put(words)
    } catch {
      // Offline: the save state says so, and what stands there is what was last known.
    }
  }

  private put(words: string): void {
    const made = new DOMParser().parseFromString(words, 'text/html')
    const sides = made.querySelector<HTMLTemplateElement>('template[data-sides]')
    sides?.remove()
    this.place.replaceChildren(...made.body.childNodes)
    find('#sides').replaceChildren(...(sides ? [sides.content] : []))
  }
}
