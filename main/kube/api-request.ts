/**
 * HTTPS requests to one API server, with the credentials of its context. @kubernetes/client-node turns the kubeconfig
 * entry into TLS options and headers (exec plugins and token files included); errors come out as AviaryError.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { PassThrough, Duplex as StreamDuplex } from 'node:stream'
import type { KubeConfig } from '@kubernetes/client-node'
import { AviaryError, fail } from '#shared/model/failure.ts'
import type { KubeContext } from './kubeconfig.ts'

export interface ApiAnswer {
  readonly status: number
  readonly body: string
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Path and query. */
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

export interface ApiConnection {
  /** Any status is an answer; only a server that cannot be reached or refuses the credentials rejects. */
  send(request: ApiRequest): Promise<ApiAnswer>
  /** A response that stays open; rejects unless the status is 200. The status is put on the error's failure reason. */
  stream(path: string, signal: AbortSignal): Promise<IncomingMessage>
  portForward(namespace: string, pod: string, port: number): Promise<Duplex>
  close(): void
}

const defaultTimeoutMs = 15_000

export function createApiConnection(context: KubeContext): ApiConnection {
  const server = new URL(context.cluster.server)
  const plain = server.protocol === 'http:'
  let agent: Agent | undefined
  let agentKey = ''
  let config: Promise<KubeConfig> | undefined

  const kubeConfig = () => {
    config ??= clientNodeConfig(context)
    return config
  }

  async function options(method: string, path: string): Promise<RequestOptions> {
    const tls: RequestOptions = {}
    try {
      await (await kubeConfig()).applyToHTTPSOptions(tls)
    } catch (error) {
      fail({ code: 'unauthorized', context: context.name, reason: messageOf(error) })
    }
    if (context.cluster['proxy-url'] === undefined && !plain) {
      const { ca, cert, key, rejectUnauthorized, servername } = tls
      const wanted = JSON.stringify([String(ca), String(cert), String(key), rejectUnauthorized, servername])
      if (agent === undefined || wanted !== agentKey) {
        agent?.destroy()
        agent = new Agent({ keepAlive: true, maxSockets: 64, ca, cert, key, rejectUnauthorized, servername })
        agentKey = wanted
      }
      tls.agent = agent
    }
    return {
      ...tls,
      method,
      hostname: server.hostname.replace(/^\[|\]$/g, ''),
      port: server.port === '' ? (plain ? 80 : 443) : server.port,
      path: `${server.pathname.replace(/\/$/, '')}${path}`,
    }
  }

  async function open(request: ApiRequest, timeoutMs: number): Promise<IncomingMessage> {
    const settings = await options(request.method, request.path)
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const headers: Record<string, string> = {
      ...(settings.headers as Record<string, string>),
      accept: 'application/json',
    }
    if (body !== undefined) {
      headers['content-type'] = request.contentType ?? 'application/json'
      // Node leaves the length out for DELETE; the server would then take the body for the next request.
      headers['content-length'] = String(Buffer.byteLength(body))
    }
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const send = plain ? httpRequest : httpsRequest
      const outgoing = send({ ...settings, headers, signal: request.signal }, resolve)
      const timer = setTimeout(
        () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)),
        timeoutMs,
      )
      outgoing.once('response', () => clearTimeout(timer))
      outgoing.once('error', (error) => {
        clearTimeout(timer)
        reject(new AviaryError(unreachable(error), { cause: error }))
      })
      outgoing.end(body)
    })
  }

  const unreachable = (error: unknown) => ({
    code: 'unreachable' as const,
    context: context.name,
    server: context.cluster.server,
    reason: wordsOf(error),
  })

  return {
    async send(request) {
      const response = await open(request, request.timeoutMs ?? defaultTimeoutMs)
      try {
        const body = await textOf(response)
        const status = response.statusCode ?? 0
        if (status === 401) fail({ code: 'unauthorized', context: context.name, reason: statusMessage(body) })
        return { status, body }
      } catch (error) {
        if (error instanceof AviaryError) throw error
        throw new AviaryError(unreachable(error), { cause: error })
      }
    },
    async stream(path, signal) {
      const response = await open({ method: 'GET', path, signal }, defaultTimeoutMs)
      if (response.statusCode === 200) return response
      const body = await textOf(response)
      if (response.statusCode === 401)
        fail({ code: 'unauthorized', context: context.name, reason: statusMessage(body) })
      throw new StreamRefused(response.statusCode ?? 0, statusMessage(body))
    },
    async portForward(namespace, pod, port) {
      const { PortForward } = await import('@kubernetes/client-node')
      const incoming = new PassThrough()
      const outgoing = new PassThrough()
      const problems = new PassThrough()
      try {
        const forward = new PortForward(await kubeConfig(), false)
        const opened = await forward.portForward(namespace, pod, [port], incoming, problems, outgoing)
        const socket = typeof opened === 'function' ? opened() : opened
        const duplex = StreamDuplex.from({ readable: incoming, writable: outgoing })
        duplex.on('error', () => socket?.close())
        duplex.on('close', () => socket?.close())
        problems.on('data', (text: Buffer) => duplex.destroy(new Error(text.toString())))
        socket?.addEventListener('close', () => incoming.end())
        socket?.addEventListener('error', () => incoming.end())
        return duplex
      } catch (error) {
        return fail({
          code: 'target-unreachable',
          target: `pod ${namespace}/${pod} port ${port} of ${context.name}`,
          reason: `the port-forward failed (${messageOf(error)})`,
        })
      }
    },
    close() {
      agent?.destroy()
    },
  }
}

/** A watch that the server refused; 410 means that the resourceVersion is too old. */
export class StreamRefused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'StreamRefused'
    this.status = status
  }
}

/** client-node gets one resolved context: its own merging throws on duplicates and on missing files. */
async function clientNodeConfig(context: KubeContext): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  config.loadFromString(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'it', cluster: context.cluster }],
      users: [{ name: context.userName || 'it', user: context.user }],
      contexts: [
        {
          name: 'it',
          context: { cluster: 'it', user: context.userName || 'it', namespace: context.namespace },
        },
      ],
      'current-context': 'it',
    }),
  )
  return config
}

/** The `message` of a Kubernetes Status, else the start of the text. */
export function statusMessage(body: string): string {
  try {
    const status = JSON.parse(body) as { message?: unknown }
    if (typeof status.message === 'string' && status.message !== '') return status.message
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  return body.trim().slice(0, 200) || 'no reason given'
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted (self-signed)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted (unknown CA)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted (unknown CA)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
}

/** A network error in words. */
function wordsOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return causes[code] ?? messageOf(error)
}
