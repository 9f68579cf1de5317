// Chance from a seed, so that every run can be repeated.
export class Chance {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** mulberry32 */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  below(n: number): number {
    return Math.floor(this.next() * n)
  }

  one(n: number): boolean {
    return this.below(n) === 0
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  id(): string {
    return Array.from({ length: 8 }, () => '0123456789abcdefghijklmnopqrstuvwxyz'[this.below(36)]).join('')
  }
}

/** Time that moves only when told to. */
export class ManualClock {
  private time = 0
  private timers: { at: number; then: () => void }[] = []
  private readonly chance: Chance

  constructor(chance: Chance) {
    this.chance = chance
  }

  now(): number {
    return this.time
  }

  random(): number {
    return this.chance.next()
  }

  after(ms: number, then: () => void): () => void {
    const timer = { at: this.time + ms, then }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter(other => other !== timer)
    }
  }

  /** As when a laptop is closed: the time of day goes on, and timers still wait as long as before. */
  sleep(ms: number): void {
    this.time += ms
    for (const timer of this.timers) timer.at += ms
  }

  advance(ms: number): void {
    const until = this.time + ms
    for (;;) {
      const due = this.timers.filter(timer => timer.at <= until).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.timers = this.timers.filter(timer => timer !== due)
      this.time = Math.max(this.time, due.at)
      due.then()
    }
    this.time = until
  }
}
