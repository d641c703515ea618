/** The servers of Gateway objects: at which ports of a gateway's pods they listen, and what becomes of a connection. */
import type { Gateway } from '#shared/model/istio.ts'
import { namespaceOf } from './mesh-objects.ts'
import type { RouteTable, TlsServer } from './route-table.ts'

/** Port of the HTTP server of a gateway, whatever the local port of the listener is. */
export const gatewayPort = 80

/** Where the pods of the ingress gateway listen for the ports that its Service has by default. */
const targetPorts: Readonly<Record<number, number>> = { 80: 8080, 443: 8443 }
export const targetPortOf = (port: number) => targetPorts[port] ?? port
export const portOfTarget = (target: number) =>
  Number(Object.entries(targetPorts).find(([, own]) => own === target)?.[0] ?? target)
export const plainTarget = targetPortOf(80)
export const tlsTarget = targetPortOf(443)

export const plainConfigAt = (target: number) => `http.${target}`
/** Of a server for TCP: whatever comes there goes one way. */
export const tcpConfigAt = (target: number) => `tcp.${target}`
export const plainConfig = plainConfigAt(plainTarget)

export type GatewayServer = NonNullable<Gateway['spec']['servers']>[number]
interface ServerTls {
  mode?: string
  httpsRedirect?: boolean
  credentialName?: string
}

export interface OpenedServer {
  readonly gateway: Gateway
  readonly server: GatewayServer
  readonly config: string
  readonly redirects: boolean
  /** With `tls` and `any-tls` it is passed on, by the names of VirtualServices and by those of clusters. */
  readonly carries: 'http' | 'tcp' | 'tls' | 'any-tls'
  readonly tls: TlsServer | undefined
}

const endsTls: Readonly<Record<string, TlsServer['clientCertificate']>> = {
  SIMPLE: 'none',
  MUTUAL: 'required',
  OPTIONAL_MUTUAL: 'optional',
}

/** Ports at which pods of a gateway listen, and of those the ones for TCP. */
export function gatewayTargets(gateways: readonly Gateway[]): { all: Set<number>; tcp: Set<number> } {
  const opened = gateways.flatMap(serversOf)
  const targets = (some: readonly OpenedServer[]) =>
    new Set(some.map(({ server }) => targetPortOf(server.port.number)))
  return { all: targets(opened), tcp: targets(opened.filter(({ carries }) => carries !== 'http')) }
}

/** A server's there for that port of the pods; the one for plain HTTP always is. */
export function isOpenAt({ configs, tlsServers }: RouteTable, target: number): boolean {
  const isServed = [plainConfigAt(target), tcpConfigAt(target)].some((config) => configs.has(config))
  return target === plainTarget || isServed || tlsServers.some(({ port }) => port === target)
}

const passed: Readonly<Record<string, 'tls' | 'any-tls'>> = {
  PASSTHROUGH: 'tls',
  AUTO_PASSTHROUGH: 'any-tls',
}
const tcpKinds = ['TCP', 'MONGO', 'MYSQL', 'REDIS']
const httpKinds = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB']

export function serversOf(gateway: Gateway): OpenedServer[] {
  return (gateway.spec.servers ?? []).flatMap((server): OpenedServer[] => {
    const { number, name = '', protocol = 'HTTP' } = server.port
    const target = targetPortOf(number)
    const tls = server.tls as ServerTls | undefined
    const kind = protocol.toUpperCase()
    const plain = { gateway, server, redirects: false, tls: undefined }
    if (httpKinds.includes(kind)) {
      const redirects = tls?.httpsRedirect === true
      return [{ ...plain, config: plainConfigAt(target), redirects, carries: 'http' }]
    }
    if (tcpKinds.includes(kind)) return [{ ...plain, config: tcpConfigAt(target), carries: 'tcp' }]
    if (kind !== 'HTTPS' && kind !== 'TLS') return []
    const passing = passed[tls?.mode ?? '']
    if (passing !== undefined) {
      const config = `${passing}.${target}`
      const by = { port: target, config, names: [], clientCertificate: 'none', credential: '' } as const
      return [{ ...plain, config, carries: passing, tls: { ...by, passes: true } }]
    }
    const clientCertificate = endsTls[tls?.mode ?? 'SIMPLE']
    if (clientCertificate === undefined) return []
    const carries = kind === 'HTTPS' ? 'http' : 'tcp'
    const config = `${kind.toLowerCase()}.${number}.${name}.${gateway.metadata.name}.${namespaceOf(gateway)}`
    const names = server.hosts.map((host) => host.slice(host.indexOf('/') + 1).toLowerCase())
    const credential = tls?.credentialName ?? ''
    const by = { port: target, config, names, clientCertificate, credential }
    return [{ ...plain, config, carries, tls: carries === 'http' ? by : { ...by, isTcp: true } }]
  })
}

export const nameOfGateway = (gateway: Gateway) => `${namespaceOf(gateway)}/${gateway.metadata.name}`
