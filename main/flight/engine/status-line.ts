/** `HTTP/1.1 200 OK` (RFC 9112, section 4): the first twelve bytes have fixed places. */
import { bytesOf, cr, isValueByte } from './http-bytes.ts'

const prefix = bytesOf('HTTP/1.')
const space = 32
const digit0 = 48
const digit9 = 57

export class StatusLine {
  status = 0
  minor = 1
  /** Its CR was read. */
  isOver = false
  /** What is wrong; empty while nothing is. */
  problem = ''
  private position = 0

  begin(): void {
    this.status = 0
    this.minor = 1
    this.isOver = false
    this.problem = ''
    this.position = 0
  }

  /** Takes bytes up to its CR, or to what is wrong; returns where it stopped. */
  take(bytes: Uint8Array, from: number, to: number): number {
    let i = from
    while (i < to && !this.isOver && this.problem === '') {
      this.takeByte(bytes[i]!)
      i++
    }
    return i
  }

  private takeByte(byte: number): void {
    const position = this.position++
    if (position < 7) {
      if (byte !== prefix[position]) this.problem = 'it does not begin with HTTP/1.'
    } else if (position === 7) {
      this.minor = byte - digit0
      if (this.minor !== 0 && this.minor !== 1) this.problem = 'it is neither HTTP/1.0 nor HTTP/1.1'
    } else if (position === 8) {
      if (byte !== space) this.problem = 'the status line is malformed'
    } else if (position < 12) {
      this.takeDigit(byte, position === 9)
    } else if (byte === cr) {
      this.isOver = true
    } else if ((position === 12 && byte !== space) || isValueByte[byte] === 0) {
      this.problem = 'the status line is malformed'
    }
  }

  private takeDigit(byte: number, isFirst: boolean): void {
    if (byte < digit0 || byte > digit9 || (isFirst && byte === digit0)) {
      this.problem = 'the status is not a number'
    } else {
      this.status = this.status * 10 + byte - digit0
    }
  }
}
