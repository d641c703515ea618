/** The HTTP/2 sessions of a generator: few, each shared by many lanes; one that ends is followed by another. */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type LineState, peerOf } from './connection.ts'
import { connectionProblem, timeoutKind } from './connection-problem.ts'
import type { Dialled, Dialler } from './dialler.ts'
import type { Shot } from './messages.ts'
import { tlsOptions } from './tls-options.ts'
import { openThrough, type Passage } from './tunnel.ts'

/** Fewer than the hundred that servers usually allow at once: one lost packet delays all streams of a session. */
const mostLanes = 32

/** What joins a session: it is told when that is open, and when it ended. */
interface SessionUser {
  readonly state: LineState
  /** `connectMs` is null where the session was there already. */
  open(connectMs: number | null): void
  fail(kind: string): void
}

export class Http2Sessions {
  private readonly shot: Shot
  private readonly dial: Dialler
  private readonly all = new Set<Http2Session>()

  constructor(shot: Shot, dial: Dialler) {
    this.shot = shot
    this.dial = dial
  }

  join(lane: SessionUser): Http2Session {
    let session = [...this.all].find((one) => one.hasRoom)
    if (session === undefined) {
      session = new Http2Session(this.shot, this.dial(), (ended) => this.all.delete(ended))
      this.all.add(session)
    }
    session.join(lane)
    return session
  }

  get openCount(): number {
    return [...this.all].filter((session) => session.isOpen).length
  }

  /** Those that were begun before this time take no new requests; what is under way may end. */
  retire(before: number): void {
    for (const session of [...this.all]) if (session.isOpen && session.startedAt < before) session.retire()
  }

  close(): void {
    for (const session of [...this.all]) session.abort('closed')
  }
}

export class Http2Session {
  isUsable = true
  private readonly lanes = new Set<SessionUser>()
  /** undefined while a tunnel is being opened for it. */
  private session: ClientHttp2Session | undefined
  private socket: Socket | undefined
  private readonly passage: Passage | undefined
  readonly startedAt = performance.now()
  private readonly ended: (session: Http2Session) => void
  isOpen = false
  private wentAway = false
  private kind = 'closed'
  private room = mostLanes

  constructor(shot: Shot, to: Dialled, ended: (session: Http2Session) => void) {
    this.ended = ended
    const { tls } = shot
    const { tunnel } = shot.dial
    if (tunnel === null) {
      const socket =
        tls === null ? connectTcp(to) : connectTls({ ...to, ...tlsOptions(tls) }).setNoDelay(true)
      this.begin(socket, tls !== null)
      return
    }
    this.passage = openThrough(
      to,
      tunnel,
      tls,
      (inside) => this.begin(inside, tls !== null),
      ({ kind }) => this.end(kind),
    )
    this.socket = this.passage.outside
  }

  private begin(socket: Socket, isTls: boolean) {
    this.socket = socket
    const session = connect(`${isTls ? 'https' : 'http'}://target`, { createConnection: () => socket })
    this.session = session
    // A peer that speaks HTTP/2 begins with its settings; whatever else accepts a connection does not.
    session.once('remoteSettings', ({ maxConcurrentStreams = mostLanes }) => {
      this.room = Math.max(1, Math.min(mostLanes, maxConcurrentStreams))
      this.open()
    })
    session.on('error', (error: NodeJS.ErrnoException) => {
      this.kind = error.code?.startsWith('ERR_HTTP2') ? this.protocolKind() : connectionProblem(error).kind
    })
    session.on('goaway', () => {
      this.wentAway = true
      this.retire()
    })
    session.on('close', () => this.end(this.kind))
  }

  /** address:port at its other end, once it is open. */
  get peer(): string {
    return this.socket === undefined ? '' : peerOf(this.socket)
  }

  get hasRoom(): boolean {
    return this.isUsable && this.lanes.size < this.room
  }

  join(lane: SessionUser): void {
    this.lanes.add(lane)
    // Later, as a connection would: whoever makes a lane has yet to take it in.
    if (this.isOpen) queueMicrotask(() => lane.open(null))
  }

  leave(lane: SessionUser): void {
    this.lanes.delete(lane)
    if (!this.isUsable && this.lanes.size === 0) this.session?.close()
  }

  request(headers: OutgoingHttpHeaders, endStream: boolean): ClientHttp2Stream {
    return this.session!.request(headers, { endStream })
  }

  /** Why a stream ended before its answer was complete. */
  kindOf(rstCode: number | undefined): string {
    if (this.wentAway) return 'goaway'
    if (rstCode === constants.NGHTTP2_REFUSED_STREAM) return 'refused stream'
    if (this.session?.destroyed) return this.kind
    return 'reset stream'
  }

  abort(reason: 'timeout' | 'closed'): void {
    const kind = reason === 'timeout' ? timeoutKind(this.passage) : reason
    this.kind = kind
    this.session?.destroy()
    this.socket?.destroy()
    this.end(kind)
  }

  private open(): void {
    this.isOpen = true
    let connectMs: number | null = performance.now() - this.startedAt
    for (const lane of [...this.lanes]) {
      lane.open(connectMs)
      connectMs = null
    }
  }

  private protocolKind(): string {
    if (this.wentAway) return 'goaway'
    return this.isOpen ? 'protocol error' : 'not HTTP/2'
  }

  /** It takes no new requests; those under way may end. */
  retire(): void {
    this.isUsable = false
    this.ended(this)
    for (const lane of [...this.lanes]) if (lane.state === 'idle') lane.fail('goaway')
  }

  private end(kind: string): void {
    this.retire()
    for (const lane of [...this.lanes]) lane.fail(this.wentAway ? 'goaway' : kind)
  }
}
