// The little of lib0's encoding that a Yjs client's messages need.

export class Writer {
  readonly bytes: number[] = []

  number(value: number): this {
    let rest = value
    while (rest > 127) {
      this.bytes.push(128 | (rest % 128))
      rest = Math.floor(rest / 128)
    }
    this.bytes.push(rest)
    return this
  }

  byte(value: number): this {
    this.bytes.push(value)
    return this
  }

  words(value: string): this {
    return this.block(Buffer.from(value))
  }

  block(value: Uint8Array | number[]): this {
    this.number(value.length)
    for (const byte of value) this.bytes.push(byte)
    return this
  }

  done(): Uint8Array {
    return Uint8Array.from(this.bytes)
  }
}

export class Reader {
  constructor(
    readonly data: Buffer,
    public at = 0,
  ) {}

  number(): number {
    let value = 0
    let unit = 1
    for (;;) {
      const byte = this.data[this.at++]!
      value += (byte & 127) * unit
      if (byte < 128) return value
      unit *= 128
    }
  }

  skip(numbers: number): void {
    for (let left = numbers; left > 0; left--) this.number()
  }

  block(): Buffer {
    const size = this.number()
    this.at += size
    return this.data.subarray(this.at - size, this.at)
  }
}
