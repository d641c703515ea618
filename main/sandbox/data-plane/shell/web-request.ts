/** One HTTP request of a program in a container: to its own pod over a real connection, else through the mesh. */
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { callOfUrl, type UrlRequest } from '../call-of-url.ts'
import type { CallReply, CallRequest } from '../call-types.ts'
import { Cancellation } from '../cancellation.ts'
import type { Machine } from './machine.ts'
import { shakeHands, type TlsTrust, throughProxy } from './tls-connection.ts'

export interface WebReply {
  readonly status: number
  readonly reason: string
  /** In order, as they came. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
}

export type WebFailure =
  | 'unsupported'
  | 'unknown-host'
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'interrupted'
  /** Nobody spoke TLS at the other end; its certificate is not to be trusted, as `problem` says. */
  | 'handshake'
  | 'untrusted'

export interface WebAnswer {
  readonly result: WebReply | WebFailure
  readonly host: string
  readonly port: number
  readonly address: string
  readonly ms: number
  /** What is wrong with the certificate. */
  readonly problem?: string
}

export interface WebOptions {
  readonly timeoutMs: number | undefined
  readonly told: AbortSignal
  /** Undefined: it cannot speak TLS. */
  readonly tls?: TlsTrust
}

export async function askWeb(machine: Machine, asked: UrlRequest, options: WebOptions): Promise<WebAnswer> {
  const { clock } = machine
  const isSecure = options.tls !== undefined && asked.url.startsWith('https://')
  const call = callOfUrl(isSecure ? { ...asked, url: inTheClear(asked.url) } : asked)
  if (call === undefined) return { result: 'unsupported', host: '', port: 0, address: '', ms: 0 }
  const host = call.dialled ?? call.host
  const address = machine.resolve(host)
  const { port } = call
  if (address === undefined) return { result: 'unknown-host', host, port, address: '', ms: 0 }
  const startMs = clock.now()
  const gone = new Cancellation()
  const trust = isSecure ? options.tls : undefined
  const answered =
    trust === undefined ? ask(machine, call, address, gone) : askSecurely(machine, call, address, gone, trust)
  const ended = await within(answered, machine, gone, options)
  const problem = typeof ended === 'object' && 'untrusted' in ended ? { problem: ended.untrusted } : {}
  const result = typeof ended === 'object' && 'untrusted' in ended ? 'untrusted' : ended
  // What is answered at once takes a moment too, or a loop of requests would leave nobody else any time.
  if (clock.now() === startMs) await new Promise<void>((done) => void clock.after(1, done))
  return { result, host, port, address, ms: clock.now() - startMs, ...problem }
}

/** With the port that https has by itself. */
function inTheClear(url: string): string {
  const [, host = '', port = ':443', rest = ''] = /^https:\/\/([^/:?#]+)(:\d+)?(.*)$/s.exec(url) ?? []
  return `http://${host}${port}${rest}`
}

type Ended = WebReply | WebFailure | { readonly untrusted: string }

async function within(
  answered: Promise<Ended>,
  { clock }: Machine,
  gone: Cancellation,
  { timeoutMs, told }: WebOptions,
): Promise<Ended> {
  const ended = Promise.withResolvers<WebFailure>()
  const giveUp = (why: WebFailure) => () => {
    ended.resolve(why)
    gone.end('gone')
  }
  const interrupt = giveUp('interrupted')
  const cancel = timeoutMs === undefined ? () => undefined : clock.after(timeoutMs, giveUp('timeout'))
  told.addEventListener('abort', interrupt)
  if (told.aborted) interrupt()
  try {
    return await Promise.race([answered, ended.promise])
  } finally {
    cancel()
    told.removeEventListener('abort', interrupt)
  }
}

/** A service's address is as good as its name; behind the address of a pod there is that pod alone. */
async function ask(
  machine: Machine,
  call: CallRequest,
  address: string,
  gone: Cancellation,
): Promise<WebReply | WebFailure> {
  const service = machine.serviceAt(address)
  if (service !== undefined && isAddress(call.dialled ?? call.host)) {
    const named = call.dialled === undefined ? { host: service } : { dialled: service }
    return await throughMesh(machine, { ...call, ...named }, gone)
  }
  const connection = machine.dial(address, call.port)
  if (connection === 'refused') return 'refused'
  return connection === 'nobody'
    ? await throughMesh(machine, call, gone)
    : await askOver(connection, call, gone)
}

async function askSecurely(
  machine: Machine,
  call: CallRequest,
  address: string,
  gone: Cancellation,
  trust: TlsTrust,
): Promise<Ended> {
  const name = call.dialled ?? call.host
  const service = isAddress(name) ? machine.serviceAt(address) : undefined
  const dialled = service === undefined ? machine.dial(address, call.port) : 'nobody'
  if (dialled === 'refused') return 'refused'
  const to = { ...call, host: service ?? name }
  const connection = dialled === 'nobody' ? throughProxy(machine, to, name, gone) : dialled
  gone.listen(() => connection.destroy())
  const secured = await shakeHands(connection, name, trust)
  if (secured === 'handshake' || 'untrusted' in secured) return secured
  return await askOver(secured, call, gone)
}

const isAddress = (host: string) => /^[\d.]+$/.test(host)

async function throughMesh(
  machine: Machine,
  call: CallRequest,
  gone: Cancellation,
): Promise<WebReply | WebFailure> {
  const reply = await machine.send(call, gone)
  if (reply.status === 0) return 'reset'
  if (!machine.hasProxy) {
    // Without a proxy it is the program that meets the closed port, or the end of the connection.
    if (reply.upstreamMs === undefined && reply.status === 503) return 'refused'
    if (/\bUC\b/.test(reply.flags)) return 'reset'
  }
  return webReply(machine, call, reply)
}

/** As the proxy beside the program hands it on. */
function webReply({ clock, hasProxy }: Machine, { method }: CallRequest, reply: CallReply): WebReply {
  const { status, body, contentType, upstreamMs, location } = reply
  const headers: Record<string, string> = {
    ...(body.length === 0 && upstreamMs === undefined ? {} : { 'content-type': contentType }),
    'content-length': String(body.length),
    date: new Date(clock.now()).toUTCString(),
    ...reply.headers,
    ...(location === undefined ? {} : { location }),
    ...(hasProxy ? { server: 'envoy' } : {}),
  }
  if (hasProxy && upstreamMs !== undefined)
    headers['x-envoy-upstream-service-time'] = String(Math.round(upstreamMs))
  for (const name of reply.withoutHeaders) delete headers[name.toLowerCase()]
  return {
    status,
    reason: STATUS_CODES[status] ?? '',
    headers: Object.entries(headers),
    body: method === 'HEAD' ? Buffer.alloc(0) : body,
  }
}

async function askOver(
  connection: Duplex,
  call: CallRequest,
  gone: Cancellation,
): Promise<WebReply | WebFailure> {
  const { method, path, body, headers, host } = call
  gone.listen(() => connection.destroy())
  try {
    const sent = httpRequest({
      method,
      path,
      headers: { host, ...headers, connection: 'close' },
      createConnection: () => connection,
    })
    sent.end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    // What goes wrong from here on is told by the answer's end.
    sent.on('error', () => undefined)
    return {
      status: response.statusCode ?? 0,
      reason: response.statusMessage ?? '',
      headers: Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const),
      body: await buffer(response),
    }
  } catch {
    return 'reset'
  } finally {
    connection.destroy()
  }
}
