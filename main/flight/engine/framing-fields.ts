/**
 * The fields of a head that say how the body is framed and whether the connection stays (RFC 9112, sections 6 and 9.3):
 * Content-Length, Transfer-Encoding and Connection. All others are only checked for their form and passed over.
 */
import { bytesOf, cr, isSpace, isTokenByte, isValueByte } from './http-bytes.ts'

/** The only fields whose values matter here; everything longer or shorter is passed over. */
const knownNames = ['content-length', 'transfer-encoding', 'connection']
const longestName = 17
const longestValue = 128
const colon = 58

/** Where the bytes that come next belong. */
export type FieldPart = 'name' | 'value' | 'end'

export class FramingFields {
  part: FieldPart = 'end'
  /** What is wrong; empty while nothing is. */
  problem = ''
  /** -1 where no field tells. */
  length = -1
  chunked = false
  otherCoding = false
  private isHttp11 = true
  private saysClose = false
  private saysKeep = false
  /** Those of a trailer come too late to say anything. */
  private inTrailer = false
  private readonly name = new Uint8Array(longestName)
  private nameLength = 0
  private readonly value = new Uint8Array(longestValue)
  private valueLength = 0
  /** Of the known ones, or -1. */
  private field = -1

  begin(): void {
    this.part = 'end'
    this.problem = ''
    this.length = -1
    this.chunked = false
    this.otherCoding = false
    this.saysClose = false
    this.saysKeep = false
    this.inTrailer = false
    this.isHttp11 = true
  }

  /** The minor one. */
  setVersion(minor: number): void {
    this.isHttp11 = minor === 1
  }

  /** HTTP/1.1 keeps connections unless a field says otherwise, HTTP/1.0 where one says so; close wins. */
  get keepAlive(): boolean {
    return !this.saysClose && (this.isHttp11 || this.saysKeep)
  }

  beginTrailer(): void {
    this.inTrailer = true
  }

  /** Of a line that does not end the head: its first byte. */
  beginField(byte: number): void {
    if (isTokenByte[byte] === 0) {
      this.problem = 'a field has no proper name'
      return
    }
    this.nameLength = 1
    this.name[0] = byte | 0x20
    this.part = 'name'
  }

  /** Takes bytes up to the colon; returns where it stopped. */
  takeName(bytes: Uint8Array, from: number, to: number): number {
    const { name } = this
    let length = this.nameLength
    let i = from
    while (i < to) {
      const byte = bytes[i]!
      i++
      if (isTokenByte[byte] === 1) {
        if (length < longestName) name[length] = byte | 0x20
        length++
        continue
      }
      this.nameLength = length
      if (byte !== colon) this.problem = 'a field has no proper name'
      else {
        this.field = this.knownField()
        this.valueLength = 0
        this.part = 'value'
      }
      break
    }
    this.nameLength = length
    return i
  }

  private knownField(): number {
    const { name, nameLength } = this
    // All three have lengths of their own.
    const k = nameLength === 14 ? 0 : nameLength === 17 ? 1 : nameLength === 10 ? 2 : -1
    if (k < 0) return -1
    const known = knownNameBytes[k]!
    for (let i = 0; i < nameLength; i++) if (name[i] !== known[i]) return -1
    return k
  }

  /** Takes bytes up to the CR; returns where it stopped. */
  takeValue(bytes: Uint8Array, from: number, to: number): number {
    const keep = this.field >= 0
    let i = from
    if (!keep) while (i < to && isValueByte[bytes[i]!] === 1) i++
    while (i < to) {
      const byte = bytes[i]!
      i++
      if (isValueByte[byte] === 1) {
        if (keep) {
          if (this.valueLength < longestValue) this.value[this.valueLength] = byte
          this.valueLength++
        }
        continue
      }
      if (byte !== cr) this.problem = 'a field holds a control character'
      else {
        this.part = 'end'
        if (keep) this.endKnownField()
      }
      break
    }
    return i
  }

  private endKnownField() {
    if (this.inTrailer) return
    if (this.valueLength > longestValue) return this.endLongField()
    switch (this.field) {
      case 0:
        return this.setLength()
      case 1:
        return this.setCoding(this.valueText())
      default:
        // What nearly every server says needs no text to be built.
        if (this.isHttp11 && this.valueIs(keepAliveBytes)) return
        return this.setConnection(this.valueText())
    }
  }

  /** Nothing is wrong with a long list of options; but whether close is among them is not known. */
  private endLongField() {
    if (this.field === 2) this.saysClose = true
    else this.problem = `${knownNames[this.field]} is too long`
  }

  private valueText(): string {
    const bytes = this.value.subarray(0, this.valueLength)
    return String.fromCharCode(...bytes)
      .trim()
      .toLowerCase()
  }

  /** The value behind its first space is this, in small letters. */
  private valueIs(wanted: Uint8Array): boolean {
    const { value, valueLength } = this
    const from = value[0] === 32 ? 1 : 0
    if (valueLength - from !== wanted.length) return false
    for (let i = 0; i < wanted.length; i++) if ((value[from + i]! | 0x20) !== wanted[i]) return false
    return true
  }

  private setLength() {
    const { value } = this
    let from = 0
    let to = this.valueLength
    while (from < to && isSpace(value[from]!)) from++
    while (to > from && isSpace(value[to - 1]!)) to--
    let length = 0
    for (let i = from; i < to; i++) {
      const digit = value[i]! - 48
      if (digit < 0 || digit > 9) return this.failLength()
      length = length * 10 + digit
    }
    if (to === from || to - from > 15) return this.failLength()
    if (this.length >= 0 && this.length !== length) this.problem = 'it has two different lengths'
    this.length = length
  }

  private failLength(): void {
    this.problem = `the Content-Length "${this.valueText()}" is not a length`
  }

  /** Chunked must be the last coding, stand there once and have no parameters; other codings end with the connection. */
  private setCoding(text: string): void {
    const codings = text.split(',').map((coding) => coding.trim())
    if (codings.some((coding) => /^chunked\s*;/.test(coding))) {
      this.problem = 'chunked has parameters'
    } else if (this.chunked || codings.slice(0, -1).includes('chunked')) {
      this.problem = 'chunked is not the last coding'
    } else if (!this.isHttp11) {
      this.problem = 'HTTP/1.0 knows no Transfer-Encoding'
    } else if (codings.at(-1) === 'chunked') {
      this.chunked = true
    } else {
      this.otherCoding = true
    }
  }

  private setConnection(text: string): void {
    const options = text.split(',').map((option) => option.trim())
    if (options.includes('close')) this.saysClose = true
    if (options.includes('keep-alive')) this.saysKeep = true
  }
}

const knownNameBytes = knownNames.map(bytesOf)
const keepAliveBytes = bytesOf('keep-alive')
