/** One connection of a generator: opens, sends one request at a time, reads the answer, and says how it went. */
import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { connect as connectTls } from 'node:tls'
import { connectionProblem, timeoutKind } from './connection-problem.ts'
import type { Dialled } from './dialler.ts'
import type { Shot, TlsSettings } from './messages.ts'
import { readBuffer } from './read-buffer.ts'
import { ResponseParser } from './response-parser.ts'
import { tlsOptions } from './tls-options.ts'
import { openThrough, type Passage } from './tunnel.ts'

export type LineState = 'opening' | 'idle' | 'busy' | 'gone'

/** What carries one request at a time: a connection of HTTP/1.1, or a lane of a session of HTTP/2. */
export interface Line {
  readonly state: LineState
  /** performance.now() of the attempt to open it, of the intended and of the real send. */
  readonly openedAt: number
  readonly intendedAt: number
  readonly sentAt: number
  /** How long its own connection took to open; null where it joined one that was there. */
  readonly connectMs: number | null
  /** address:port at its other end, once it is open. */
  readonly peer: string
  readonly reply: { readonly status: number; readonly bodyBytes: number; readonly headBytes: number }
  send(intendedAt: number, now: number): void
  abort(kind: 'timeout' | 'closed'): void
  /** Of a connection of its own, opened before this time: it takes no more requests; what is under way may end. */
  retire?(before: number): void
}

export interface LineEvents {
  opened(connection: Line, now: number): void
  /** The answer is complete; the connection may be used again if `reusable`. */
  answered(connection: Line, now: number, reusable: boolean): void
  /** The request, or the attempt to open, got no answer. The connection is gone. */
  failed(connection: Line, now: number, kind: string): void
  /** It closed while nothing was asked of it. */
  gone(connection: Line): void
  received(connection: Line, bytes: number): void
}

export class Connection implements Line {
  readonly reply = new ResponseParser()
  state: LineState = 'opening'
  readonly openedAt: number
  connectMs: number | null = null
  peer = ''
  private requests = 0
  private mostRequests: number
  intendedAt = 0
  sentAt = 0
  private socket: Socket
  private readonly passage: Passage | undefined
  private readonly shot: Shot
  private readonly events: LineEvents

  constructor(shot: Shot, to: Dialled, events: LineEvents) {
    this.shot = shot
    this.mostRequests = shot.requestsPerConnection
    this.events = events
    this.openedAt = performance.now()
    const { tls } = shot
    const { tunnel } = shot.dial
    if (tunnel === null) {
      this.socket = openSocket(to, tls, (count) => this.read(readBuffer, count))
      this.socket.once(tls === null ? 'connect' : 'secureConnect', () => this.open())
      this.listen()
      return
    }
    this.passage = openThrough(
      to,
      tunnel,
      tls,
      (inside) => this.enter(inside),
      ({ kind }) => this.fail(kind),
    )
    this.socket = this.passage.outside
  }

  send(intendedAt: number, now: number): void {
    this.state = 'busy'
    this.requests++
    this.intendedAt = intendedAt
    this.sentAt = now
    this.reply.begin(this.shot.isHead)
    this.socket.write(this.shot.request)
  }

  /** Ends it as failed; nothing is said when it was idle. */
  abort(kind: 'timeout' | 'closed'): void {
    this.fail(kind === 'timeout' ? timeoutKind(this.passage) : kind)
  }

  retire(before: number): void {
    if (this.openedAt >= before) return
    // What is asked now is its last.
    if (this.state === 'busy') this.mostRequests = 0
    else if (this.state === 'idle') this.fail('closed')
  }

  private listen() {
    this.socket.on('error', (error: NodeJS.ErrnoException) => this.fail(connectionProblem(error).kind))
    this.socket.on('end', () => this.ended())
    this.socket.on('close', () => this.ended())
  }

  private enter(inside: Socket) {
    this.socket = inside
    this.listen()
    inside.on('data', (chunk: Buffer) => this.read(chunk, chunk.length))
    inside.resume()
    this.open()
  }

  private open(): void {
    if (this.state !== 'opening') return
    this.state = 'idle'
    const now = performance.now()
    this.connectMs = now - this.openedAt
    this.peer = peerOf(this.socket)
    this.events.opened(this, now)
  }

  private read(bytes: Uint8Array, count: number): void {
    this.events.received(this, count)
    if (this.state !== 'busy') {
      // Nothing was asked: whatever speaks here cannot be trusted with a request.
      this.fail('garbage')
      return
    }
    const parser = this.reply
    const stop = parser.feed(bytes, 0, count)
    if (parser.state === 'done')
      this.answer(parser.keepAlive && stop === count && this.requests < this.mostRequests)
    else if (parser.state === 'failed') this.fail('garbage')
  }

  private answer(reusable: boolean): void {
    this.state = reusable ? 'idle' : 'gone'
    if (!reusable) this.socket.destroy()
    this.events.answered(this, performance.now(), reusable)
  }

  private ended() {
    if (this.state === 'busy') {
      this.reply.end()
      if (this.reply.state === 'done') return this.answer(false)
    }
    this.fail('closed')
  }

  private fail(kind: string): void {
    const { state } = this
    if (state === 'gone') return
    this.state = 'gone'
    this.socket.destroy()
    if (state === 'idle') this.events.gone(this)
    else this.events.failed(this, performance.now(), kind)
  }
}

/** As in a Fortio result: an IPv6 address stands in brackets. */
export function peerOf({ remoteAddress = '', remotePort }: Socket): string {
  return `${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`
}

function openSocket(to: Dialled, tls: TlsSettings | null, read: (count: number) => void): Socket {
  const onread: OnReadOpts = {
    buffer: readBuffer,
    callback(count) {
      read(count)
      return true
    },
  }
  if (tls === null) return connectTcp({ ...to, onread })
  // The types of node:tls do not list what it hands on to node:net.
  const passedOn = { ...to, onread }
  return connectTls({ ...passedOn, ...tlsOptions(tls) })
}
