import { EditorState, type Transaction } from 'prosemirror-state'
import { expect, test } from 'vitest'
import { Held } from '../../static/src/live/held.ts'
import { Keeper } from '../../static/src/live/keeping.ts'
import type { Kept, TextStore } from '../../static/src/live/store.ts'
import { receive, send, sync, syncOf } from '../../static/src/live/sync.ts'
import { schema } from '../../static/src/text/schema.ts'
import { Chance, ManualClock } from '../fuzz/chance.ts'

/** Tells what was written, and when it was forgotten. */
class Shelf {
  readonly written: (Kept | null)[] = []
  readonly store = {
    keep: async (_: string, kept: Kept) => void this.written.push(kept),
    forget: async () => void this.written.push(null),
  } as unknown as TextStore
}

class Typist {
  readonly shelf = new Shelf()
  readonly clock = new ManualClock(new Chance(1))
  readonly keeper = new Keeper(this.shelf.store, 'page', false, new Held(null, () => 'held'), this.clock)
  state: EditorState

  constructor() {
    const clause = schema.nodes.clause!.create({ id: 'clause01' }, schema.text('shall act'))
    this.state = EditorState.create({ doc: schema.nodes.doc!.create(null, [clause]), plugins: [sync(0)] })
  }

  /** An edit is put under way a microtask after it was made, as the live text does it. */
  async types(words: string, ref: string): Promise<void> {
    this.apply(this.state.tr.insertText(words, 1))
    queueMicrotask(() => this.apply(send(this.state, ref)))
    await this.keeper.settled()
  }

  isConfirmed(ref: string): void {
    const steps = syncOf(this.state).flight!.steps
    this.apply(receive(this.state, [{ ref, steps, mirrors: [] }]).tr)
  }

  private apply(tr: Transaction): void {
    this.state = this.state.apply(tr)
    this.keeper.keep(syncOf(this.state))
  }
}

test('a keystroke is written once, together with the ref under which it is sent', async () => {
  const typist = new Typist()

  await typist.types('We ', 'ref1')

  expect(typist.shelf.written).toMatchObject([
    { version: 0, pending: [{ sent: 0 }], flight: { ref: 'ref1' } },
  ])
})

test('what was only confirmed is written when typing rests, and at once when it must be settled', async () => {
  const typist = new Typist()
  await typist.types('We ', 'ref1')
  typist.isConfirmed('ref1')
  await typist.types('all ', 'ref2')
  typist.isConfirmed('ref2')
  const whileTyping = typist.shelf.written.length

  typist.clock.advance(1_000)
  await typist.keeper.settled()
  const rested = typist.shelf.written.at(-1)
  await typist.types('now ', 'ref3')
  typist.isConfirmed('ref3')
  await typist.keeper.settled()

  expect(whileTyping).toBe(2)
  expect(rested).toMatchObject({ version: 2, pending: [], flight: null })
  expect(typist.shelf.written.at(-1)).toMatchObject({ version: 3, pending: [], flight: null })
})
