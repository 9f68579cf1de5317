// What was typed when, and what the watchers saw of it.

const BUCKETS_PER_MS = 20
const MOST_MS = 10_000

export class Delays {
  readonly #counts = new Uint32Array(BUCKETS_PER_MS * MOST_MS)
  total = 0

  add(ms: number): void {
    const bucket = Math.min(Math.max(0, ms * BUCKETS_PER_MS), this.#counts.length - 1) | 0
    this.#counts[bucket]!++
    this.total++
  }

  clear(): void {
    this.#counts.fill(0)
    this.total = 0
  }

  percentile(share: number): number {
    let left = this.total * share
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count
      if (left <= 0 && this.total) return bucket / BUCKETS_PER_MS
    }
    return 0
  }

  summary(): Record<string, number> {
    return {
      p50: this.percentile(0.5),
      p95: this.percentile(0.95),
      p99: this.percentile(0.99),
      n: this.total,
    }
  }
}

// One keystroke on its way: who typed it and when.
export interface Keystroke {
  author: number
  at: number
}

// The delays of the whole run; one for all clients.
export const delays = new Delays()

export function percentileOf(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

// Numbers from 0 to 1 that look like chance, the same each time (mulberry32).
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
