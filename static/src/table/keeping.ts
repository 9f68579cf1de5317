// Where this browser keeps what was not sent. Each page holds a lock on its own record while it lives, so that another page
// takes over only what a page that is gone has left.
import type { Connection } from '../live/connection.ts'
import type { Claim } from '../live/keeping.ts'
import { Store, type TextStore } from '../live/store.ts'

export interface Keeping {
  readonly store: TextStore
  readonly claim: Claim
}

/** Null where the browser lets no page keep anything (a connection that is not secure, private browsing). */
export async function keeping(text: string, connection: Connection): Promise<Keeping | null> {
  if (!crypto.subtle || !navigator.locks || !globalThis.indexedDB) return null
  try {
    const { seat, key } = await keyOf(text, connection)
    const store = await Store.open(indexedDB, seat, text, key)
    return locked(store, `${seat}/${text}`)
  } catch {
    return null
  }
}

async function keyOf(
  text: string,
  connection: Connection,
): Promise<{ seat: string; key: Uint8Array<ArrayBuffer> }> {
  const { seat, key } = (await connection.reach(`/texts/${text}/key`)) as { seat: string; key: string }
  return { seat, key: Uint8Array.from(atob(key), letter => letter.charCodeAt(0)) }
}

function locked(store: Store, scope: string): Keeping {
  const ours = new Set<string>()
  const claim = async (page: string) => {
    if (ours.has(page)) return true
    const isFree = await hold(`${scope}/${page}`)
    if (isFree) ours.add(page)
    return isFree
  }
  const guarded: TextStore = {
    kept: () => store.kept(),
    forget: page => store.forget(page),
    held: () => store.held(),
    hold: item => store.hold(item),
    release: id => store.release(id),
    async keep(page, kept) {
      await claim(page)
      await store.keep(page, kept)
    },
  }
  return { store: guarded, claim }
}

/** Holds a lock until the page is gone; false if another page has it. */
function hold(name: string): Promise<boolean> {
  return new Promise(resolve => {
    void navigator.locks.request(name, { ifAvailable: true }, lock => {
      resolve(lock !== null)
      return lock ? new Promise<void>(() => {}) : undefined
    })
  })
}
