/**
 * One request at a time over HTTP/2, beside others on the same session.
 *
 * A lane joins a session of the pool and is open when that session is. Its answer ends with the stream; a stream that
 * was reset costs the lane, not the session.
 */
import { type ClientHttp2Stream, constants } from 'node:http2'
import { performance } from 'node:perf_hooks'
import type { Line, LineEvents, LineState } from './connection.ts'
import type { Http2Session, Http2Sessions } from './http2-sessions.ts'
import type { Http2Request } from './messages.ts'

const ignore = () => undefined

export class Http2Lane implements Line {
  state: LineState = 'opening'
  readonly openedAt = performance.now()
  /** null where the session was there already. */
  connectMs: number | null = null
  peer = ''
  intendedAt = 0
  sentAt = 0
  readonly reply = { status: 0, bodyBytes: 0, headBytes: 0 }
  private readonly sessions: Http2Sessions
  private session: Http2Session
  private readonly events: LineEvents
  private readonly request: Http2Request
  private grpcStatus: unknown
  private lastByte: number | undefined
  private stream: ClientHttp2Stream | undefined

  constructor(request: Http2Request, sessions: Http2Sessions, events: LineEvents) {
    this.request = request
    this.events = events
    this.sessions = sessions
    this.session = sessions.join(this)
  }

  /** Called by its session. */
  moveOn(): void {
    this.session = this.sessions.join(this)
  }

  /** Called by its session. */
  open(connectMs: number | null): void {
    if (this.state !== 'opening') return
    this.state = 'idle'
    this.connectMs = connectMs
    this.peer = this.session.peer
    this.events.opened(this, performance.now())
  }

  send(intendedAt: number, now: number): void {
    this.state = 'busy'
    this.intendedAt = intendedAt
    this.reply.status = 0
    this.reply.bodyBytes = 0
    this.reply.headBytes = 0
    this.sentAt = now
    const { headers, body } = this.request
    const stream = this.session.request(headers, body.length === 0)
    if (stream === undefined) this.fail('closed')
    else this.begin(stream)
  }

  private begin(stream: ClientHttp2Stream): void {
    const { body, grpc } = this.request
    this.stream = stream
    stream.on('response', (head, _flags, raw) => {
      this.reply.status = head[':status'] ?? 0
      // An answer without a message has all in its head.
      if (grpc) this.grpcStatus = head['grpc-status']
      for (const part of raw) this.reply.headBytes += part.length
      this.events.received(this, this.reply.headBytes)
    })
    stream.on('data', (chunk: Buffer) => {
      this.reply.bodyBytes += chunk.length
      this.lastByte = chunk[chunk.length - 1]
      this.events.received(this, chunk.length)
    })
    if (grpc) {
      stream.on('trailers', (trailer) => {
        this.grpcStatus ??= trailer['grpc-status']
      })
    }
    stream.on('end', () => {
      if (stream.rstCode === constants.NGHTTP2_NO_ERROR && this.reply.status >= 200) this.answered(stream)
    })
    // What an error means is told by the codes of the stream and its session, which are there when it closes.
    stream.on('error', ignore)
    stream.on('close', () => {
      if (this.stream === stream && this.state === 'busy') this.fail(this.session.whyEnded(stream.rstCode))
    })
    if (body.length > 0) stream.end(body)
  }

  /** Ends it as failed; nothing is said when it was idle. */
  abort(kind: 'timeout' | 'closed'): void {
    if (this.state === 'opening') this.session.abort(kind)
    else this.fail(kind)
  }

  private answered(stream: ClientHttp2Stream) {
    if (this.stream !== stream || this.state !== 'busy') return
    if (this.request.grpc && !this.takeGrpcStatus()) return this.fail('no grpc-status')
    if (this.request.isHealthCheck && this.reply.status === 0 && !this.isServing)
      return this.fail('not serving')
    const reusable = this.session.keeps
    this.stream = undefined
    this.state = reusable ? 'idle' : 'gone'
    if (!reusable) this.session.leave(this)
    this.events.answered(this, performance.now(), reusable)
  }

  /** HealthCheckResponse{status: SERVING} behind its prefix: 00 00000002 08 01. */
  private get isServing(): boolean {
    return this.reply.bodyBytes === 7 && this.lastByte === 1
  }

  /** A gateway's own answer, such as 503, may have none. */
  private takeGrpcStatus(): boolean {
    const text = String(this.grpcStatus)
    if (!/^\d{1,2}$/.test(text)) return this.reply.status !== constants.HTTP_STATUS_OK
    this.reply.status = Number(text)
    return true
  }

  /** Called by its session too, when that ends. */
  fail(kind: string): void {
    const { state } = this
    if (state === 'gone') return
    this.state = 'gone'
    this.session.leave(this)
    this.stream?.close(constants.NGHTTP2_CANCEL)
    if (state === 'idle') this.events.gone(this)
    else this.events.failed(this, performance.now(), kind)
  }
}
