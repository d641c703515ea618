/** The frame of a chunked body (RFC 9112, section 7.1): sizes with their extensions, and the ends of chunks. */
import { cr, hexDigit, isSpace, isValueByte, lf } from './http-bytes.ts'

const size = 0
const extension = 1
const sizeLf = 2
const data = 3
const dataCr = 4
const dataLf = 5
const sizeSpace = 6

const mostExtensionBytes = 4096
/** Twelve digits stay far below 2^53. */
const mostSizeDigits = 12
const semicolon = 59

export class ChunkedBody {
  /** What is wrong; empty while nothing is. */
  problem = ''
  private at = size
  private remaining = 0
  /** In the line of a size. */
  private position = 0

  begin(): void {
    this.problem = ''
    this.beginSize()
  }

  get isInData(): boolean {
    return this.at === data
  }

  /** How many of the bytes that are there belong to the chunk. */
  takeData(available: number): number {
    const taken = Math.min(available, this.remaining)
    this.remaining -= taken
    if (this.remaining === 0) this.at = dataCr
    return taken
  }

  /** Takes a byte outside of the data; true when it was the last of the frame, and the trailer begins. */
  takeByte(byte: number): boolean {
    switch (this.at) {
      case size:
        this.takeSizeByte(byte)
        return false
      case sizeSpace:
        this.takeSpaceByte(byte)
        return false
      case extension:
        this.takeExtensionByte(byte)
        return false
      case sizeLf:
        if (byte !== lf) this.problem = 'a chunk size does not end in CR LF'
        this.at = data
        return byte === lf && this.remaining === 0
      case dataCr:
        if (byte !== cr) this.problem = 'a chunk does not end in CR LF'
        this.at = dataLf
        return false
      default:
        if (byte !== lf) this.problem = 'a chunk does not end in CR LF'
        this.beginSize()
        return false
    }
  }

  private beginSize(): void {
    this.at = size
    this.position = 0
    this.remaining = 0
  }

  private takeSizeByte(byte: number): void {
    const digit = hexDigit(byte)
    if (digit >= 0) {
      this.remaining = this.remaining * 16 + digit
      if (++this.position > mostSizeDigits) this.problem = 'a chunk size is too long'
    } else if (this.position === 0) {
      this.problem = 'a chunk has no size'
    } else {
      this.takeSpaceByte(byte)
    }
  }

  /** What may stand behind a size: some servers fill it up with spaces. */
  private takeSpaceByte(byte: number): void {
    if (byte === cr) this.at = sizeLf
    else if (byte === semicolon) this.at = extension
    else if (!isSpace(byte)) this.problem = 'a chunk size is not a number'
    else if (++this.position > mostExtensionBytes) this.problem = 'a chunk extension is too long'
    else this.at = sizeSpace
  }

  private takeExtensionByte(byte: number): void {
    if (byte === cr) this.at = sizeLf
    else if (isValueByte[byte] === 0) this.problem = 'a chunk extension holds a control character'
    else if (++this.position > mostExtensionBytes) this.problem = 'a chunk extension is too long'
  }
}
