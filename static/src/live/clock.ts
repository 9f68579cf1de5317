// Time and chance, passed in so that tests decide about them.
export interface Clock {
  now(): number
  /** Runs `then` after so many milliseconds, unless the returned function is called before. */
  after(ms: number, then: () => void): () => void
  random(): number
}

export const clock: Clock = {
  now: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}
