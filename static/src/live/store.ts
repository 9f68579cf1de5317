// What outlives the page: pending steps and held text of one seat in one text, in IndexedDB, encrypted under the key that
// the server gives this seat. Each page keeps its own record of pending steps, so that two do not write over each other.
import type { HeldStore, HeldText } from './held.ts'
import type { OwnWords } from './lost.ts'
import type { MoveMessage } from './moving.ts'
import type { Lost } from './words.ts'

export interface Kept {
  readonly version: number
  readonly pending: readonly { step: object; made: number; sent: number | null }[]
  readonly flight: KeptFlight | null
  readonly own: readonly OwnWords[]
}

export interface KeptFlight {
  readonly ref: string
  readonly version: number
  readonly steps: readonly object[]
  readonly gone: readonly (readonly [number, readonly Lost[]])[]
  readonly move?: MoveMessage | null
}

/** What outlives the page, of one seat in one text. */
export interface TextStore extends HeldStore {
  /** By the page that kept it. */
  kept(): Promise<Map<string, Kept>>
  keep(page: string, kept: Kept): Promise<void>
  forget(page: string): Promise<void>
}

type Shelf = 'pending' | 'held'

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly data: ArrayBuffer
}

export class Store implements TextStore {
  private readonly db: IDBDatabase
  private readonly key: CryptoKey
  private readonly seat: string
  private readonly text: string

  private constructor(db: IDBDatabase, key: CryptoKey, seat: string, text: string) {
    this.db = db
    this.key = key
    this.seat = seat
    this.text = text
  }

  /** `key`: 32 bytes. What another key has sealed stays where it is, unread. */
  static async open(
    idb: IDBFactory,
    seat: string,
    text: string,
    key: Uint8Array<ArrayBuffer>,
  ): Promise<Store> {
    const request = idb.open(`workspace-${seat}`, 1)
    request.onupgradeneeded = () => {
      for (const shelf of ['pending', 'held'] satisfies Shelf[]) request.result.createObjectStore(shelf)
    }
    const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt'])
    const db = await opened(request)
    // A page of a later version may change the shelves; this one then keeps nothing more, and says so.
    db.onversionchange = () => db.close()
    return new Store(db, aes, seat, text)
  }

  async kept(): Promise<Map<string, Kept>> {
    return (await this.all('pending')) as Map<string, Kept>
  }

  keep(page: string, kept: Kept): Promise<void> {
    return this.put('pending', page, kept)
  }

  forget(page: string): Promise<void> {
    return this.remove('pending', page)
  }

  async held(): Promise<HeldText[]> {
    return [...((await this.all('held')) as Map<string, HeldText>).values()]
  }

  hold(item: HeldText): Promise<void> {
    return this.put('held', item.id, item)
  }

  release(id: string): Promise<void> {
    return this.remove('held', id)
  }

  close(): void {
    this.db.close()
  }

  private async put(shelf: Shelf, name: string, value: object): Promise<void> {
    const sealed = await this.seal(this.label(shelf, name), value)
    await this.change(shelf, place => place.put(sealed, `${this.text}/${name}`))
  }

  private async remove(shelf: Shelf, name: string): Promise<void> {
    await this.change(shelf, place => place.delete(`${this.text}/${name}`))
  }

  /** Done when it is written: for want of room, a request may succeed and its transaction fail. */
  private change(shelf: Shelf, act: (place: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(shelf, 'readwrite')
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
      act(transaction.objectStore(shelf))
    })
  }

  private async all(shelf: Shelf): Promise<Map<string, unknown>> {
    const range = this.range()
    const store = this.db.transaction(shelf, 'readonly').objectStore(shelf)
    const [names, values] = await Promise.all([done(store.getAllKeys(range)), done(store.getAll(range))])
    const found = new Map<string, unknown>()
    for (const [i, full] of names.entries()) {
      const name = String(full).slice(this.text.length + 1)
      const value = await this.unseal(this.label(shelf, name), values[i] as Sealed)
      if (value) found.set(name, value)
    }
    return found
  }

  /** Every name under this text. */
  private range(): IDBKeyRange {
    return IDBKeyRange.bound(`${this.text}/`, `${this.text}0`, false, true)
  }

  private async seal(label: Uint8Array<ArrayBuffer>, value: object): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const words = new TextEncoder().encode(JSON.stringify(value))
    return {
      iv,
      data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: label }, this.key, words),
    }
  }

  private async unseal(label: Uint8Array<ArrayBuffer>, sealed: Sealed): Promise<unknown> {
    try {
      const algorithm = { name: 'AES-GCM', iv: sealed.iv, additionalData: label }
      return JSON.parse(
        new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, this.key, sealed.data)),
      )
    } catch {
      return null
    }
  }

  /** Ties a record to its place, so that none can be put in the place of another. */
  private label(shelf: Shelf, name: string): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(JSON.stringify([this.seat, this.text, shelf, name]))
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function opened(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.onblocked = () => reject(new Error('Another page holds the store.'))
    done(request).then(resolve, reject)
  })
}
