/**
 * What stands before the pods of a gateway: a connection to one of their ports is plain HTTP, or TLS that the server
 * ends or passes on whose hosts have the name that the client asks for. Requests are spread over the pods; without one, without a
 * server for that port or name, or without its certificate the connection is closed.
 */
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer, type Server as TlsListener } from 'node:tls'
import { type ByteStream, byteStream } from './call-types.ts'
import { isTls, isWholeHello, serverNameOf } from './client-hello.ts'
import { isOpenAt, plainConfigAt, tcpConfigAt } from './gateway-servers.ts'
import { type AnyHttpHandler, createHttpConnections } from './http-connections.ts'
import { peek } from './peek.ts'
import type { PodRuntime } from './pod-runtime.ts'
import type { RouteTable, TlsServer } from './route-table.ts'
import type { TlsSecret } from './tls-secret.ts'

/** Where at a gateway a request came in. */
interface GatewayEntry {
  /** Port of the pods. */
  readonly target: number
  readonly config: string
  readonly scheme: 'http' | 'https'
}

export interface GatewayFrontOptions {
  readonly gateways: () => readonly PodRuntime[]
  readonly tableOf: (gateway: PodRuntime) => RouteTable
  readonly secretOf: (gateway: PodRuntime, credential: string) => TlsSecret | undefined
  readonly serve: (gateway: PodRuntime, entry: GatewayEntry, ...http: Parameters<AnyHttpHandler>) => void
  /** A connection of which nothing is known but its bytes. */
  readonly serveTcp: (gateway: PodRuntime, entry: GatewayEntry, socket: Duplex) => void
  /** One by TLS that is passed on, or that no server takes. */
  readonly passTls: (gateway: PodRuntime, entry: GatewayEntry, stream: ByteStream) => void
}

type SecureListener = Http2SecureServer | TlsListener

export interface GatewayFront {
  accept(socket: Duplex, target: number): void
  close(): void
}

export function createGatewayFront({
  gateways,
  tableOf,
  secretOf,
  serve,
  serveTcp,
  passTls,
}: GatewayFrontOptions): GatewayFront {
  const http = createHttpConnections()
  const open = new Set<Duplex>()
  const secured = new Map<string, { readonly by: string; readonly server: SecureListener }>()
  let next = 0

  const handlerAt =
    (entry: GatewayEntry): AnyHttpHandler =>
    (request, response) => {
      const ready = gateways()
      const gateway = ready[next++ % ready.length]
      if (gateway === undefined) request.socket.destroy()
      else serve(gateway, entry, request, response)
    }

  function serverFor(server: TlsServer, gateway: PodRuntime): SecureListener | undefined {
    const { config, clientCertificate, port } = server
    const secret = secretOf(gateway, server.credential)
    if (secret === undefined || (clientCertificate === 'required' && secret.ca === undefined))
      return undefined
    const by = JSON.stringify([clientCertificate, secret])
    const known = secured.get(config)
    if (known?.by === by) return known.server
    const entry = { target: port, config, scheme: 'https' } as const
    const made = secureServer(server, secret, handlerAt(entry), (socket) => {
      track(socket)
      serveTcp(gateway, entry, socket)
    })
    if (made !== undefined) secured.set(config, { by, server: made })
    return made
  }

  function track(socket: Duplex): void {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
  }

  function acceptTls(
    socket: Duplex,
    target: number,
    servers: readonly TlsServer[],
    gateway: PodRuntime,
  ): void {
    track(socket)
    peek(socket, isWholeHello, (hello) => {
      if (!isTls(hello)) return void socket.destroy()
      const serverName = serverNameOf(hello)
      const server = serverNamed(servers, serverName)
      if (server === undefined || server.passes) {
        const entry = { target, config: server?.config ?? '', scheme: 'https' } as const
        return void passTls(gateway, entry, byteStream(socket, serverName))
      }
      const secure = serverFor(server, gateway)
      if (secure === undefined) socket.destroy()
      else secure.emit('connection', socket)
    })
  }

  return {
    accept(socket, target) {
      const [gateway] = gateways()
      if (gateway === undefined) return void socket.destroy()
      const table = tableOf(gateway)
      const servers = table.tlsServers.filter(({ port }) => port === target)
      const config = plainConfigAt(target)
      const tcpConfig = tcpConfigAt(target)
      if (servers.length > 0) acceptTls(socket, target, servers, gateway)
      else if (table.configs.has(tcpConfig)) {
        track(socket)
        serveTcp(gateway, { target, config: tcpConfig, scheme: 'http' }, socket)
      } else if (isOpenAt(table, target)) http.accept(socket, handlerAt({ target, config, scheme: 'http' }))
      else socket.destroy()
    },
    close() {
      for (const one of open) one.destroy()
      http.close()
    },
  }
}

/** The whole name goes before the longest ending, and that before `*`. */
export function serverNamed(servers: readonly TlsServer[], name: string | undefined): TlsServer | undefined {
  const lengthOfMatch = ({ names }: TlsServer) =>
    Math.max(
      ...names.map((one) => {
        if (one === '*') return 0
        if (name === undefined) return -1
        if (one === name) return Number.POSITIVE_INFINITY
        return one.startsWith('*.') && name.endsWith(one.slice(1)) ? one.length : -1
      }),
    )
  let best: TlsServer | undefined
  let length = -1
  for (const server of servers) {
    const own = lengthOfMatch(server)
    if (own > length) [best, length] = [server, own]
  }
  return best
}

/** Undefined for a certificate or key that cannot be read. */
function secureServer(
  { clientCertificate, isTcp }: TlsServer,
  { cert, key, ca }: TlsSecret,
  handler: AnyHttpHandler,
  onBytes: (socket: Duplex) => void,
): SecureListener | undefined {
  try {
    const options = {
      ...{ cert, key },
      ...(ca === undefined ? {} : { ca }),
      requestCert: clientCertificate !== 'none',
      rejectUnauthorized: clientCertificate === 'required',
    }
    const server = isTcp
      ? createTlsServer(options, onBytes)
      : createSecureServer({ ...options, allowHTTP1: true }, handler)
    server.on('session', (session) => session.on('error', () => session.destroy()))
    // A handshake that fails is the client's to see.
    server.on('tlsClientError', () => undefined)
    return server
  } catch {
    return undefined
  }
}
