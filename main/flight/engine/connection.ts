/** One connection of a generator: opens, sends one request at a time, reads the answer, and says how it went. */
import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { connectionProblem } from './connection-problem.ts'
import type { Shot } from './messages.ts'
import { ResponseParser } from './response-parser.ts'
import { tlsOptions } from './tls-options.ts'

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
  readonly reply: { readonly status: number; readonly bodyBytes: number; readonly headBytes: number }
  send(intendedAt: number): void
  abort(kind: string): void
}

export interface LineEvents {
  opened(connection: Line, now: number): void
  /** The answer is complete; the connection may be used again if `reusable`. */
  answered(connection: Line, now: number, reusable: boolean): void
  /** The request, or the attempt to open, got no answer. The connection is gone. */
  failed(connection: Line, now: number, kind: string): void
  /** It closed while nothing was asked of it. */
  gone(connection: Line): void
  received(bytes: number): void
}

/** The reads of a thread follow each other, so all its connections share one buffer. */
const readBuffer = Buffer.allocUnsafe(64 * 1024)

export class Connection implements Line {
  readonly reply = new ResponseParser()
  state: LineState = 'opening'
  readonly openedAt: number
  connectMs: number | null = null
  private requests = 0
  intendedAt = 0
  sentAt = 0
  private readonly socket: Socket
  private readonly shot: Shot
  private readonly events: LineEvents

  constructor(shot: Shot, events: LineEvents) {
    this.shot = shot
    this.events = events
    this.openedAt = performance.now()
    this.socket = openSocket(shot, (count) => this.read(count))
    this.socket.once(shot.tls === null ? 'connect' : 'secureConnect', () => this.open())
    this.socket.on('error', (error: NodeJS.ErrnoException) => this.fail(connectionProblem(error).kind))
    this.socket.on('end', () => this.ended())
    this.socket.on('close', () => this.ended())
  }

  send(intendedAt: number): void {
    this.state = 'busy'
    this.requests++
    this.intendedAt = intendedAt
    this.reply.begin(this.shot.isHead)
    this.sentAt = performance.now()
    this.socket.write(this.shot.request)
  }

  /** Ends it as failed; nothing is said when it was idle. */
  abort(kind: string): void {
    this.fail(kind)
  }

  private open(): void {
    if (this.state !== 'opening') return
    this.state = 'idle'
    const now = performance.now()
    this.connectMs = now - this.openedAt
    this.events.opened(this, now)
  }

  private read(count: number): void {
    this.events.received(count)
    if (this.state !== 'busy') {
      // Nothing was asked: whatever speaks here cannot be trusted with a request.
      this.fail('garbage')
      return
    }
    const parser = this.reply
    const stop = parser.feed(readBuffer, 0, count)
    if (parser.state === 'done')
      this.answer(parser.keepAlive && stop === count && this.requests < this.shot.requestsPerConnection)
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

function openSocket(shot: Shot, read: (count: number) => void): Socket {
  const onread: OnReadOpts = {
    buffer: readBuffer,
    callback(count) {
      read(count)
      return true
    },
  }
  const { address: host, port, tls } = shot
  if (tls === null) return connectTcp({ host, port, noDelay: true, onread })
  // The types of node:tls do not list what it hands on to node:net.
  const passedOn = { host, port, noDelay: true, onread }
  return connectTls({ ...passedOn, ...tlsOptions(tls) })
}
