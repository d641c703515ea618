/** Sends one request again and again through the mesh, and tells how each ended and how long it took. */
import { callOfUrl, type UrlRequest } from '../call-of-url.ts'
import type { ProgramWorld } from '../finite-programs.ts'

export interface SentRequest extends UrlRequest {
  readonly timeoutMs: number
}

export interface Reply {
  /** undefined: none in time, or no connection. */
  readonly status: number | undefined
  /** Of a gRPC server. */
  readonly grpcStatus?: number | undefined
  readonly error: 'timeout' | 'refused' | undefined
  readonly ms: number
  readonly bytes: number
}

export type Sender = () => Promise<Reply>

/** Undefined where the URL is not http://, as the mesh carries no TLS of programs. */
export function createSender(request: SentRequest, world: ProgramWorld): Sender | undefined {
  const call = callOfUrl(request)
  if (call === undefined) return undefined
  const { clock } = world
  return async () => {
    const startMs = clock.now()
    let cancel: () => void = () => undefined
    const late = new Promise<'late'>((resolve) => {
      cancel = clock.after(request.timeoutMs, () => resolve('late'))
    })
    const answer = await Promise.race([world.send(call), late])
    cancel()
    // What its own proxy answers takes a moment too, or one that sends without a pause would leave nobody else any time.
    if (clock.now() === startMs) await new Promise<void>((done) => void clock.after(1, done))
    const ms = clock.now() - startMs
    if (answer === 'late') return { status: undefined, error: 'timeout', ms, bytes: 0 }
    // Without a proxy it is the program that meets the closed port.
    const isRefused = !world.hasProxy && answer.upstreamMs === undefined && answer.status === 503
    if (isRefused) return { status: undefined, error: 'refused', ms, bytes: 0 }
    const { status, grpcStatus, body } = answer
    return { status, grpcStatus, error: undefined, ms, bytes: body.length }
  }
}
