/** A broken API server: what it does to requests instead of answering them. Requests in process do not pass here. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault } from '#shared/model/faults.ts'
import type { Around } from '../around.ts'
import type { Clock } from '../clock.ts'
import { requestUrl } from '../request-url.ts'

export interface ApiFaults {
  readonly around: Around
  /** Ends the watches that are open: what is broken meets them when they come again. */
  cutWatches(): void
}

const slowMs = 3_000

export function createApiFaults(active: ReadonlySet<Fault>, clock: Clock): ApiFaults {
  const watches = new Set<ServerResponse>()

  const around: Around = (request, response, next) => {
    if (isWatch(request)) {
      watches.add(response)
      response.once('close', () => watches.delete(response))
    }
    if (active.has('api-disconnects')) request.socket.destroy()
    else if (active.has('api-throttled')) refuse(response, 429, 'TooManyRequests', throttled)
    else if (active.has('api-failing')) refuse(response, 500, 'InternalError', failing)
    else if (active.has('api-watches-expired') && isWatch(request)) expire(response)
    else if (active.has('api-slow')) clock.after(slowMs, next)
    else next()
  }
  return {
    around,
    cutWatches() {
      for (const response of watches) response.destroy()
    },
  }
}

const throttled = 'Too many requests, please try again later.'
const failing = 'Internal error occurred: etcdserver: leader changed'

function isWatch(request: IncomingMessage): boolean {
  const wanted = requestUrl(request).searchParams.get('watch')
  return wanted === 'true' || wanted === '1'
}

const statusOf = (code: number, reason: string, message: string) => ({
  ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
})

function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  const retry = code === 429 ? { 'retry-after': '1' } : {}
  response.writeHead(code, { 'content-type': 'application/json', ...retry })
  response.end(JSON.stringify(statusOf(code, reason, message)))
}

function expire(response: ServerResponse): void {
  const object = statusOf(410, 'Expired', 'too old resource version')
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`)
}
