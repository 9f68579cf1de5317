// Texts that are asked for with the message that connects: each is answered by an event, which may come before its
// reader asks.
import { type Answer, LineLost, type Message, type Wanted } from './connection.ts'

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

  /** The answer to this, if it has been asked already; it is given once. */
  take({ text, since }: Message): Promise<Answer> | null {
    const answer = this.answers.get(String(text))
    this.answers.delete(String(text))
    return answer && this.since.get(String(text)) === since ? answer : null
  }

  hear(answer: Message): void {
    this.settle.get(String(answer.text))?.resolve(answer as Answer)
  }

  /** The line is gone. */
  fail(): void {
    for (const { reject } of this.settle.values()) reject(new LineLost())
  }
}
