// A websocket client that costs as little as it can: all sockets read into one buffer, and a frame is only looked at
// while it is there.

import { randomBytes } from 'node:crypto'
import net from 'node:net'

const READ = Buffer.allocUnsafe(1 << 20)
const PING = 9
const PONG = 10
const CLOSE = 8
const TEXT = 1
const BINARY = 2

export type Heard = (frame: Buffer) => void

export class Socket {
  bytes = 0
  frames = 0
  isOpen = false
  isLost = false
  readonly #net: net.Socket
  readonly #heard: Heard
  #opened: () => void = () => {}
  #rest: Buffer | null = null

  constructor(url: URL, headers: Record<string, string>, heard: Heard) {
    this.#heard = heard
    const callback = (size: number) => {
      this.#read(size)
      return true
    }
    this.#net = net.connect({
      host: url.hostname,
      port: Number(url.port),
      noDelay: true,
      onread: { buffer: READ, callback },
    })
    this.#net.on('error', () => this.#lost())
    this.#net.on('close', () => this.#lost())
    this.#net.write(greeting(url, headers))
  }

  opened(): Promise<void> {
    return new Promise(done => {
      this.#opened = done
    })
  }

  say(words: string): void {
    this.#write(TEXT, Buffer.from(words))
  }

  send(bytes: Uint8Array): void {
    this.#write(BINARY, bytes)
  }

  end(): void {
    this.#net.destroy()
  }

  // Masked with zeros: the server's work is the same, and there is none here.
  #write(opcode: number, payload: Uint8Array): void {
    const size = payload.length
    const long = size > 65_535 ? 8 : size > 125 ? 2 : 0
    const frame = Buffer.alloc(6 + long + size)
    frame[0] = 0x80 | opcode
    frame[1] = 0x80 | (long === 8 ? 127 : long ? 126 : size)
    if (long === 2) frame.writeUInt16BE(size, 2)
    if (long === 8) frame.writeBigUInt64BE(BigInt(size), 2)
    frame.set(payload, 6 + long)
    this.#net.write(frame)
  }

  #lost(): void {
    this.isLost = true
  }

  #read(size: number): void {
    this.bytes += size
    const fresh = READ.subarray(0, size)
    let data: Buffer = this.#rest ? Buffer.concat([this.#rest, fresh]) : fresh
    this.#rest = null
    if (!this.isOpen) data = this.#greeted(data)
    const used = this.isOpen ? this.#parse(data) : 0
    if (used < data.length) this.#rest = Buffer.from(data.subarray(used))
  }

  #greeted(data: Buffer): Buffer {
    const end = data.indexOf('\r\n\r\n')
    if (end < 0) return data
    if (!data.toString('latin1', 0, 12).endsWith('101')) throw new Error(data.toString('latin1'))
    this.isOpen = true
    this.bytes = data.length - end - 4
    this.#opened()
    return data.subarray(end + 4)
  }

  #parse(data: Buffer): number {
    let at = 0
    for (;;) {
      if (data.length < at + 2) return at
      let size = data[at + 1]! & 0x7f
      let head = 2
      if (size > 125) {
        head = size === 126 ? 4 : 10
        if (data.length < at + head) return at
        size = head === 4 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2))
      }
      if (data.length < at + head + size) return at
      this.#frame(data[at]!, data.subarray(at + head, at + head + size))
      at += head + size
    }
  }

  #frame(first: number, payload: Buffer): void {
    if (!(first & 0x80)) throw new Error('A frame in parts is not expected here.')
    const opcode = first & 0x0f
    if (opcode === PING) this.#write(PONG, Buffer.from(payload))
    else if (opcode === CLOSE) this.#lost()
    else if (opcode !== PONG) {
      this.frames++
      this.#heard(payload)
    }
  }
}

function greeting(url: URL, headers: Record<string, string>): string {
  const all = {
    Host: url.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`
}
