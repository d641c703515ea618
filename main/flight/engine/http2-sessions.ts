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
/** The numbers of streams end at 2^31, and each takes two: a few days of a high rate. */
const mostRequests = 1e9
/** Node's own limit is 128, and it resets what has more. */
const mostHeaders = 2000

/** What joins a session: it is told when that is open, and when it ended. */
interface SessionUser {
  readonly state: LineState
  /** `connectMs` is null where the session was there already. */
  open(connectMs: number | null): void
  fail(kind: string): void
  /** The session that it waits for has no room for it: it joins another. */
  moveOn(): void
}

/** What a session tells its pool. */
interface SessionEvents {
  /** It takes no new lanes. */
  retired(session: Http2Session): void
  /** Its server allows so many requests at once. */
  allowed(lanes: number): void
}

export class Http2Sessions implements SessionEvents {
  private readonly shot: Shot
  private readonly dial: Dialler
  private readonly requestsEach: number
  private readonly all = new Set<Http2Session>()
  /** That the server allowed last: each session is told anew, but only after lanes have joined it. */
  private lanesEach = mostLanes

  constructor(shot: Shot, dial: Dialler, requestsEach = mostRequests) {
    this.shot = shot
    this.dial = dial
    this.requestsEach = requestsEach
  }

  join(lane: SessionUser): Http2Session {
    // One for each end first, then whichever has the fewest lanes: so each end has its share.
    const [emptiest] = [...this.all].filter((one) => one.hasRoom).sort((a, b) => a.laneCount - b.laneCount)
    let session = this.all.size < this.shot.dial.ends ? undefined : emptiest
    if (session === undefined) {
      session = new Http2Session(this.shot, this.dial(), this, this.lanesEach, this.requestsEach)
      this.all.add(session)
    }
    session.join(lane)
    return session
  }

  retired(session: Http2Session): void {
    this.all.delete(session)
  }

  allowed(lanes: number): void {
    this.lanesEach = lanes
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
  private isUsable = true
  private readonly lanes = new Set<SessionUser>()
  /** undefined while a tunnel is being opened for it. */
  private session: ClientHttp2Session | undefined
  private socket: Socket | undefined
  private readonly passage: Passage | undefined
  readonly startedAt = performance.now()
  private readonly events: SessionEvents
  isOpen = false
  private wentAway = false
  private kind = 'closed'
  private mostLanes: number
  private requestsLeft: number

  constructor(shot: Shot, to: Dialled, events: SessionEvents, lanes: number, requests: number) {
    this.events = events
    this.mostLanes = lanes
    this.requestsLeft = requests
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
    const session = connect(`${isTls ? 'https' : 'http'}://target`, {
      createConnection: () => socket,
      maxHeaderListPairs: mostHeaders,
      settings: { enablePush: false },
    })
    this.session = session
    // A peer that speaks HTTP/2 begins with its settings; whatever else accepts a connection does not.
    session.on('remoteSettings', ({ maxConcurrentStreams = mostLanes }) => {
      this.allow(Math.max(1, Math.min(mostLanes, maxConcurrentStreams)))
      if (!this.isOpen) this.open()
    })
    session.on('error', (error) => {
      this.kind = this.kindOf(error)
    })
    // What comes just after the handshake, such as that a client certificate is missing, ends the session without a word.
    socket.once('error', (error) => {
      this.kind = this.kindOf(error)
      socket.destroy()
      this.end(this.kind)
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

  get laneCount(): number {
    return this.lanes.size
  }

  get hasRoom(): boolean {
    return this.isUsable && this.lanes.size < this.mostLanes
  }

  /** Whether a lane may stay that has its answer. */
  get keeps(): boolean {
    return this.isUsable && this.lanes.size <= this.mostLanes
  }

  join(lane: SessionUser): void {
    this.lanes.add(lane)
    if (!this.isOpen) return
    // Later, as a connection would: whoever makes a lane has yet to take it in.
    queueMicrotask(() => {
      if (this.lanes.has(lane)) lane.open(null)
    })
  }

  leave(lane: SessionUser): void {
    this.lanes.delete(lane)
    if (!this.isUsable && this.lanes.size === 0) this.session?.close()
  }

  /** undefined where it has just ended, and nobody was told yet. */
  request(headers: OutgoingHttpHeaders, endStream: boolean): ClientHttp2Stream | undefined {
    const { session } = this
    if (session === undefined || session.destroyed || session.closed) return undefined
    const stream = session.request(headers, { endStream })
    this.requestsLeft--
    if (this.requestsLeft === 0) this.retire()
    return stream
  }

  /** Why a stream ended before its answer was complete. Where the session did, no other lane gets a request any more. */
  whyEnded(rstCode: number | undefined): string {
    if (this.session?.destroyed) this.retire()
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

  /** What is above that would wait inside of the session, and seem to have been sent. */
  private allow(lanes: number): void {
    this.mostLanes = lanes
    this.events.allowed(lanes)
    for (const lane of [...this.lanes].reverse()) {
      if (this.lanes.size <= lanes) return
      if (lane.state === 'idle') lane.fail('closed')
      if (lane.state === 'opening') {
        this.lanes.delete(lane)
        lane.moveOn()
      }
    }
  }

  private open(): void {
    this.isOpen = true
    let connectMs: number | null = performance.now() - this.startedAt
    for (const lane of [...this.lanes]) {
      lane.open(connectMs)
      connectMs = null
    }
  }

  private kindOf(error: NodeJS.ErrnoException): string {
    return error.code?.startsWith('ERR_HTTP2') ? this.protocolKind() : connectionProblem(error).kind
  }

  private protocolKind(): string {
    if (this.wentAway) return 'goaway'
    return this.isOpen ? 'protocol error' : 'not HTTP/2'
  }

  /** It takes no new requests; those under way may end. */
  retire(): void {
    this.isUsable = false
    this.events.retired(this)
    for (const lane of [...this.lanes]) if (lane.state === 'idle') lane.fail('goaway')
  }

  private end(kind: string): void {
    this.retire()
    for (const lane of [...this.lanes]) lane.fail(this.wentAway ? 'goaway' : kind)
  }
}
