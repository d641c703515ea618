/**
 * The head that was read last. Servers send the same bytes again and again (only Date changes, once a second), and
 * equal bytes mean the same: comparing them costs a tenth of reading them.
 */
import { beginsWith, readBuffer } from './read-buffer.ts'

export interface HeadMeaning {
  readonly status: number
  readonly keepAlive: boolean
  /** Heads of bodies that are framed otherwise are not kept. */
  readonly bodyLength: number
}

const mostBytes = 4096

export class KnownHead {
  private readonly eights = new Float64Array(mostBytes / 8)
  private readonly bytes = Buffer.from(this.eights.buffer)
  private isHead = false
  length = 0
  meaning: HeadMeaning = { status: 0, keepAlive: false, bodyLength: 0 }

  /** Whether the bytes from here on begin with it. `isHead`: the request was HEAD, whose answers have no body. */
  begins(bytes: Uint8Array, from: number, to: number, isHead: boolean): boolean {
    const { length } = this
    if (length === 0 || to - from < length || isHead !== this.isHead) return false
    if (bytes === readBuffer && from === 0) return beginsWith(this.bytes, this.eights, length)
    return this.bytes.compare(bytes, from, from + length, 0, length) === 0
  }

  remember(bytes: Uint8Array, from: number, length: number, isHead: boolean, meaning: HeadMeaning): void {
    if (length > mostBytes) return
    this.bytes.set(bytes.subarray(from, from + length))
    this.length = length
    this.isHead = isHead
    this.meaning = meaning
  }
}
