/** One connection of a generator: opens, sends one request at a time, reads the answer, and says how it went. */
import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { connectionProblem } from './connection-problem.ts'
import type { Shot } from './messages.ts'
import { ResponseParser } from './response-parser.ts'
import { tlsOptions } from './tls-options.ts'

export interface ConnectionEvents {
  opened(connection: Connection, now: number): void
  /** The answer is complete; the connection may be used again if `reusable`. */
  answered(connection: Connection, now: number, reusable: boolean): void
  /** The request, or the attempt to open, got no answer. The connection is gone. */
  failed(connection: Connection, now: number, kind: string): void
  /** It closed while nothing was asked of it. */
  gone(connection: Connection): void
  received(bytes: number): void
}

type State = 'opening' | 'idle' | 'busy' | 'gone'

/** The reads of a thread follow each other, so all its connections share one buffer. */
const readBuffer = Buffer.allocUnsafe(64 * 1024)

export class Connection {
  readonly parser = new ResponseParser()
  state: State = 'opening'
  /** performance.now() of the attempt to open it, of the intended and of the real send. */
  readonly openedAt: number
  intendedAt = 0
  sentAt = 0
  private readonly socket: Socket
  private readonly shot: Shot
  private readonly events: ConnectionEvents

  constructor(shot: Shot, events: ConnectionEvents) {
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
    this.intendedAt = intendedAt
    this.parser.begin(this.shot.isHead)
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
    this.events.opened(this, performance.now())
  }

  private read(count: number): void {
    this.events.received(count)
    if (this.state !== 'busy') {
      // Nothing was asked: whatever speaks here cannot be trusted with a request.
      this.fail('garbage')
      return
    }
    const { parser } = this
    const stop = parser.feed(readBuffer, 0, count)
    if (parser.state === 'done') this.answer(parser.keepAlive && stop === count)
    else if (parser.state === 'failed') this.fail('garbage')
  }

  private answer(reusable: boolean): void {
    this.state = reusable ? 'idle' : 'gone'
    if (!reusable) this.socket.destroy()
    this.events.answered(this, performance.now(), reusable)
  }

  private ended() {
    if (this.state === 'busy') {
      this.parser.end()
      if (this.parser.state === 'done') return this.answer(false)
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
