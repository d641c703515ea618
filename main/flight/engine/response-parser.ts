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
import { FramingFields } from './framing-fields.ts'
import { cr, lf } from './http-bytes.ts'
import { KnownHead } from './known-head.ts'
import { StatusLine } from './status-line.ts'

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
  private readonly line = new StatusLine()
  private readonly fields = new FramingFields()
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
    this.status = 0
    this.line.begin()
    this.bodyWanted = -1
    this.inTrailer = false
    this.fields.begin()
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
      this.fields.beginTrailer()
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

  private takeStatus(bytes: Uint8Array, from: number, to: number): number {
    const { line } = this
    const stop = line.take(bytes, from, to)
    this.addHead(stop - from)
    this.status = line.status
    if (line.problem !== '' && this.state === 'reading') this.fail(line.problem)
    if (line.isOver) {
      this.fields.setVersion(line.minor)
      this.at = fieldLf
    }
    return stop
  }

  private startField(byte: number) {
    if (byte === cr) {
      this.at = headLf
      return
    }
    this.fields.beginField(byte)
    this.at = fieldName
    this.checkFields()
  }

  private takeName(bytes: Uint8Array, from: number, to: number): number {
    const { fields } = this
    const stop = fields.takeName(bytes, from, to)
    this.addHead(stop - from)
    if (fields.part !== 'name') this.at = fieldValue
    this.checkFields()
    return stop
  }

  private takeValue(bytes: Uint8Array, from: number, to: number): number {
    const { fields } = this
    const stop = fields.takeValue(bytes, from, to)
    this.addHead(stop - from)
    if (fields.part === 'end') this.at = fieldLf
    this.checkFields()
    return stop
  }

  private checkFields(): void {
    if (this.fields.problem !== '' && this.state === 'reading') this.fail(this.fields.problem)
  }

  private addHead(count: number): void {
    this.headBytes += count
    if (this.headBytes > mostHeadBytes && this.state === 'reading')
      this.fail('the head is longer than 64 KiB')
  }

  private endHead() {
    if (this.inTrailer) {
      this.state = 'done'
      return
    }
    if (this.status < 200) return this.endInterim()
    const { chunked, otherCoding, length, keepAlive } = this.fields
    // A length beside a coding may have been put there to make two readers disagree.
    this.keepAlive = keepAlive && (length < 0 || !(chunked || otherCoding))
    if (this.isHead || this.status === 204 || this.status === 304) {
      this.beginBody(0)
    } else if (chunked) {
      this.chunks.begin()
      this.at = bodyChunks
    } else if (otherCoding || length < 0) {
      this.keepAlive = false
      this.at = bodyClose
    } else {
      this.beginBody(length)
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
