// Texts that are asked for with the message that connects: each is answered by an event, which may come before its
// reader asks.
import { type Answer, LineLost, type Message, type Wanted } from './connection.ts'

// A server of an earlier version does not know that it was asked.
const ASK_AGAIN_MS = 3_000

export class Openings {
  private readonly since = new Map<string, number>()
  private readonly answers = new Map<string, Promise<Answer>>()
  private readonly settle = new Map<string, { resolve(answer: Answer): void; reject(why: Error): void }>()

  constructor(wanted: readonly Wanted[]) {
    for (const { text, since } of wanted) {
      const answer = new Promise<Answer>((resolve, reject) => this.settle.set(text, { resolve, reject }))
      // Nobody may ever ask.
      answer.catch(() => {})
      this.since.set(text, since)
      this.answers.set(text, answer)
    }
  }

  /** The answer to this, which is given once; `ask` asks for it, unless that was done and is answered soon. */
  take({ text, since }: Message, ask: () => Promise<Answer>): Promise<Answer> {
    const answer = this.answers.get(String(text))
    this.answers.delete(String(text))
    return answer && this.since.get(String(text)) === since ? soon(answer, ask) : ask()
  }

  hear(answer: Message): void {
    this.settle.get(String(answer.text))?.resolve(answer as Answer)
  }

  /** The line is gone. */
  fail(): void {
    for (const { reject } of this.settle.values()) reject(new LineLost())
  }
}

async function soon(answer: Promise<Answer>, ask: () => Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const asked = new Promise<Answer>((resolve, reject) => {
    timer = setTimeout(() => ask().then(resolve, reject), ASK_AGAIN_MS)
  })
  try {
    return await Promise.race([answer, asked])
  } finally {
    clearTimeout(timer)
  }
}
