/** Requests to an API server: HTTP/1.1 over TLS, JSON, with connections that are kept. */
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { ClusterApiError } from '../cluster-api.ts'
import type { Connection } from './connection.ts'

interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** With its query. */
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
}

export interface ApiRequests {
  /** Resolves with the body; rejects with a ClusterApiError where the server refuses. */
  json<T>(request: ApiRequest): Promise<T>
  /** Each line of an answer that stays open; resolves at its end. */
  lines(path: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void>
  close(): void
}

const answerWithinMs = 30_000
/** Longer than a watch is asked to last. */
const silentForMs = 320_000

export function createApiRequests({ server, token, tls }: Connection): ApiRequests {
  const kept = new Agent({ ...tls, keepAlive: true, maxSockets: 48 })
  const streams = new Agent({ ...tls, keepAlive: false })

  function send(one: ApiRequest, agent: Agent, signal: AbortSignal): Promise<IncomingMessage> {
    const body = one.body === undefined ? '' : JSON.stringify(one.body)
    return new Promise((resolve, reject) => {
      const headers = {
        accept: 'application/json',
        'user-agent': 'aviary-sandbox',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === '' ? {} : { 'content-type': one.contentType ?? 'application/json' }),
        'content-length': Buffer.byteLength(body),
      }
      const sent = request(`${server}${one.path}`, { agent, method: one.method, headers, signal }, resolve)
      sent.once('error', reject)
      sent.end(body)
    })
  }

  return {
    async json<T>(one: ApiRequest) {
      const response = await send(one, kept, AbortSignal.timeout(answerWithinMs))
      const text = await textOf(response)
      if (isSuccess(response)) return JSON.parse(text) as T
      throw refusal(response, text)
    },
    async lines(path, onLine, signal) {
      const response = await send({ method: 'GET', path }, streams, signal)
      if (!isSuccess(response)) throw refusal(response, await textOf(response))
      response.socket.setTimeout(silentForMs, () => response.destroy(new Error('the watch fell silent')))
      response.setEncoding('utf8')
      let rest = ''
      for await (const chunk of response as AsyncIterable<string>) {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) if (line !== '') onLine(line)
      }
    },
    close() {
      kept.destroy()
      streams.destroy()
    },
  }
}

const isSuccess = ({ statusCode = 0 }: IncomingMessage) => statusCode >= 200 && statusCode < 300

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The server's Status where there is one; a proxy in between may answer anything. */
function refusal({ statusCode = 500 }: IncomingMessage, text: string): ClusterApiError {
  try {
    const { reason = '', message = text } = JSON.parse(text) as { reason?: string; message?: string }
    return new ClusterApiError(statusCode, reason, message)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return new ClusterApiError(statusCode, '', `HTTP ${statusCode}: ${text.slice(0, 200)}`)
  }
}
