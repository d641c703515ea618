/**
 * Reads HTTP/1.1 answers (RFC 9112) from whatever pieces the socket delivers, and keeps only what a flight counts.
 *
 * 1. `begin` before each request; `feed` with each piece, until `state` is `done` or `failed`.
 * 2. Status line, then fields up to the empty line, one byte at a time, so a split may fall anywhere.
 * 3. 1xx answers are skipped. HEAD, 204 and 304 have no body.
 * 4. The body is framed by chunked, else Content-Length, else the end of the connection; its bytes are only counted.
 *
 * Strict: CRLF ends lines, names are tokens with the colon right behind, no folding, one length. What could be read
 * in two ways is garbage, not guessed.
 */
import { ChunkedBody } from './chunked-body.ts'
import { bytesOf, cr, isSpace, isTokenByte, isValueByte, lf } from './http-bytes.ts'
import { KnownHead } from './known-head.ts'

export type ParserState = 'idle' | 'reading' | 'done' | 'failed'

const mostHeadBytes = 64 * 1024
const mostInterim = 32

const statusLine = 0
const fieldStart = 1
const fieldName = 2
const fieldValue = 3
const fieldLf = 4
const headLf = 5
const bodyLength = 6
const bodyClose = 7
const bodyChunks = 8

/** The only fields whose values matter here; everything longer or shorter is passed over. */
const knownNames = ['content-length', 'transfer-encoding', 'connection']
const longestName = 17
const longestValue = 128

/** Shared by all connections of a thread. */
const knownHead = new KnownHead()

export class ResponseParser {
  state: ParserState = 'idle'
  status = 0
  bodyBytes = 0
  /** Of status line, fields and interim answers. */
  headBytes = 0
  /** The connection may carry the next request. */
  keepAlive = true
  /** Why it failed. */
  problem = ''

  private at = statusLine
  private isHead = false
  private inTrailer = false
  private interim = 0
  private minor = 1
  /** In the status line. */
  private position = 0
  private readonly name = new Uint8Array(longestName)
  private nameLength = 0
  private readonly value = new Uint8Array(longestValue)
  private valueLength = 0
  private field = -1
  private length = -1
  private chunked = false
  private otherCoding = false
  /** How many bytes the body is to have; -1 before that is known, and where only its end tells. */
  private bodyWanted = -1
  private remaining = 0
  private readonly chunks = new ChunkedBody()

  begin(isHead: boolean): void {
    this.isHead = isHead
    this.state = 'reading'
    this.bodyBytes = 0
    this.headBytes = 0
    this.interim = 0
    this.problem = ''
    this.beginHead()
  }

  /** True once a byte of the answer has come. */
  get started(): boolean {
    return this.headBytes > 0
  }

  private beginHead(): void {
    this.at = statusLine
    this.position = 0
    this.status = 0
    this.minor = 1
    this.keepAlive = true
    this.length = -1
    this.bodyWanted = -1
    this.chunked = false
    this.otherCoding = false
    this.inTrailer = false
  }

  /** Takes bytes from `from` up to `to`; returns where it stopped: `to`, or behind the answer, or at what is wrong. */
  feed(bytes: Uint8Array, from: number, to: number): number {
    if (this.headBytes > 0) return this.read(bytes, from, to)
    if (knownHead.begins(bytes, from, to, this.isHead)) {
      this.takeKnownHead()
      return this.read(bytes, from + knownHead.length, to)
    }
    const stop = this.read(bytes, from, to)
    this.rememberHead(bytes, from)
    return stop
  }

  private takeKnownHead(): void {
    const { status, keepAlive, bodyLength: length } = knownHead.meaning
    this.headBytes = knownHead.length
    this.status = status
    this.keepAlive = keepAlive
    this.beginBody(length)
  }

  /** Called after the first piece of an answer: keeps its head, when that was complete and said how long the body is. */
  private rememberHead(bytes: Uint8Array, from: number): void {
    const { status, keepAlive, isHead, bodyWanted } = this
    if (this.state === 'failed' || this.interim > 0 || bodyWanted < 0) return
    knownHead.remember(bytes, from, this.headBytes, isHead, { status, keepAlive, bodyLength: bodyWanted })
  }

  private read(bytes: Uint8Array, from: number, to: number): number {
    let i = from
    while (i < to && this.state === 'reading') {
      switch (this.at) {
        case bodyLength:
        case bodyClose:
          i += this.takeBody(to - i)
          break
        case bodyChunks:
          i += this.takeChunks(bytes, i, to)
          break
        case statusLine:
          i = this.takeStatus(bytes, i, to)
          break
        case fieldName:
          i = this.takeName(bytes, i, to)
          break
        case fieldValue:
          i = this.takeValue(bytes, i, to)
          break
        default:
          this.takeByte(bytes[i]!)
          i++
      }
    }
    return i
  }

  /** The connection ended: completes an answer that ends with it, fails any other. */
  end(): void {
    if (this.state !== 'reading') return
    if (this.at === bodyClose) this.state = 'done'
    else this.fail('the connection ended within the answer')
  }

  private fail(problem: string): void {
    this.state = 'failed'
    this.problem = problem
    this.keepAlive = false
  }

  private takeBody(available: number): number {
    if (this.at === bodyClose) {
      this.bodyBytes += available
      return available
    }
    const taken = Math.min(available, this.remaining)
    this.bodyBytes += taken
    this.remaining -= taken
    if (this.remaining === 0) this.state = 'done'
    return taken
  }

  private takeChunks(bytes: Uint8Array, from: number, to: number): number {
    const { chunks } = this
    if (chunks.isInData) {
      const taken = chunks.takeData(to - from)
      this.bodyBytes += taken
      return taken
    }
    if (chunks.takeByte(bytes[from]!)) {
      this.inTrailer = true
      this.at = fieldStart
    }
    if (chunks.problem !== '') this.fail(chunks.problem)
    return 1
  }

  private takeByte(byte: number) {
    if (!this.countHead()) return
    switch (this.at) {
      case fieldStart:
        return this.startField(byte)
      case fieldLf:
        if (byte !== lf) return this.fail('a line does not end in CR LF')
        this.at = fieldStart
        return
      case headLf:
        if (byte !== lf) return this.fail('the head does not end in CR LF')
        return this.endHead()
    }
  }

  private countHead(): boolean {
    this.headBytes++
    if (this.headBytes <= mostHeadBytes) return true
    this.fail('the head is longer than 64 KiB')
    return false
  }

  /** `HTTP/1.1 200 OK`: the first twelve bytes have fixed places. */
  private takeStatus(bytes: Uint8Array, from: number, to: number): number {
    let i = from
    while (i < to && this.at === statusLine && this.state === 'reading') {
      this.takeStatusByte(bytes[i]!)
      i++
    }
    this.addHead(i - from)
    return i
  }

  private takeStatusByte(byte: number) {
    const position = this.position++
    if (position < 7) {
      if (byte !== versionPrefix[position]) this.fail('it does not begin with HTTP/1.')
      return
    }
    if (position === 7) {
      this.minor = byte - 48
      if (byte !== 48 && byte !== 49) this.fail('it is neither HTTP/1.0 nor HTTP/1.1')
      return
    }
    if (position === 8) {
      if (byte !== 32) this.fail('the status line is malformed')
      return
    }
    if (position < 12) {
      if (byte < 48 || byte > 57 || (position === 9 && byte === 48))
        return this.fail('the status is not a number')
      this.status = this.status * 10 + byte - 48
      return
    }
    if (byte === cr) {
      this.keepAlive = this.minor === 1
      this.at = fieldLf
      return
    }
    if ((position === 12 && byte !== 32) || isValueByte[byte] === 0) this.fail('the status line is malformed')
  }

  private startField(byte: number) {
    if (byte === cr) {
      this.at = headLf
      return
    }
    if (isTokenByte[byte] === 0) return this.fail('a field has no proper name')
    this.nameLength = 1
    this.name[0] = byte | 0x20
    this.at = fieldName
  }

  private takeName(bytes: Uint8Array, from: number, to: number): number {
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
      if (byte !== 58) this.fail('a field has no proper name')
      else {
        this.field = this.knownField()
        this.valueLength = 0
        this.at = fieldValue
      }
      break
    }
    this.nameLength = length
    this.addHead(i - from)
    return i
  }

  private addHead(count: number): void {
    this.headBytes += count
    if (this.headBytes > mostHeadBytes && this.state === 'reading')
      this.fail('the head is longer than 64 KiB')
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

  private takeValue(bytes: Uint8Array, from: number, to: number): number {
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
      if (byte !== cr) this.fail('a field holds a control character')
      else {
        this.at = fieldLf
        if (keep) this.endKnownField()
      }
      break
    }
    this.addHead(i - from)
    return i
  }

  private endKnownField() {
    if (this.inTrailer) return
    if (this.valueLength > longestValue) return this.fail(`${knownNames[this.field]} is too long`)
    switch (this.field) {
      case 0:
        return this.setLength()
      case 1:
        return this.setCoding(this.valueText())
      default:
        // What nearly every server says needs no text to be built.
        if (this.minor === 1 && this.valueIs(keepAliveBytes)) return
        return this.setConnection(this.valueText())
    }
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
    if (this.length >= 0 && this.length !== length) return this.fail('it has two different lengths')
    this.length = length
  }

  private failLength(): void {
    this.fail(`the Content-Length "${this.valueText()}" is not a length`)
  }

  /** Chunked must be the last coding, and stand there once; other codings end with the connection. */
  private setCoding(text: string) {
    if (this.chunked) return this.fail('chunked is not the last coding')
    const codings = text.split(',').map((coding) => coding.trim())
    if (codings.slice(0, -1).includes('chunked')) return this.fail('chunked is not the last coding')
    if (this.minor === 0) return this.fail('HTTP/1.0 knows no Transfer-Encoding')
    if (codings.at(-1) === 'chunked') this.chunked = true
    else this.otherCoding = true
  }

  private setConnection(text: string): void {
    const options = text.split(',').map((option) => option.trim())
    if (options.includes('close')) this.keepAlive = false
    else if (this.minor === 0 && options.includes('keep-alive')) this.keepAlive = true
  }

  private endHead() {
    if (this.inTrailer) {
      this.state = 'done'
      return
    }
    if (this.status < 200) return this.endInterim()
    if (this.isHead || this.status === 204 || this.status === 304) {
      this.beginBody(0)
    } else if (this.chunked) {
      // A length beside it may have been put there to make two readers disagree.
      if (this.length >= 0) this.keepAlive = false
      this.chunks.begin()
      this.at = bodyChunks
    } else if (this.otherCoding || this.length < 0) {
      this.keepAlive = false
      this.at = bodyClose
    } else {
      this.beginBody(this.length)
    }
  }

  private beginBody(length: number): void {
    this.bodyWanted = length
    this.remaining = length
    if (length === 0) this.state = 'done'
    else this.at = bodyLength
  }

  private endInterim() {
    this.interim++
    if (this.status === 101) return this.fail('it switches protocols, which nobody asked for')
    if (this.interim > mostInterim) return this.fail('interim answers do not end')
    this.beginHead()
  }
}

const knownNameBytes = knownNames.map(bytesOf)
const versionPrefix = bytesOf('HTTP/1.')
const keepAliveBytes = bytesOf('keep-alive')
