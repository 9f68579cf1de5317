// A value that others may watch.
export class Signal<T> {
  private now: T
  private readonly watchers = new Set<(value: T) => void>()

  constructor(first: T) {
    this.now = first
  }

  get value(): T {
    return this.now
  }

  set(value: T): void {
    if (value === this.now) return
    this.now = value
    for (const tell of [...this.watchers]) tell(value)
  }

  /** Tells the value now and whenever it changes, until the returned function is called. */
  subscribe(tell: (value: T) => void): () => void {
    this.watchers.add(tell)
    tell(this.now)
    return () => void this.watchers.delete(tell)
  }
}
