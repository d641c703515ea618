/**
 * What a gateway's proxy gets (istio/istio pilot/pkg/networking/core/gateway.go):
 *  1. The servers of all Gateway objects that select it. Those for HTTP at one port share a route configuration; each
 *     one that ends TLS has its own, and is chosen by the name that a client asks for (SNI).
 *  2. In it a virtual host for each host of a VirtualService that is bound to the Gateway, as far as the server's hosts
 *     have it; the narrower of the two counts. Of several for one host the oldest wins whole.
 *  3. A server with `httpsRedirect` sends all of its hosts to https, also those that no VirtualService has.
 */
import type { Gateway, VirtualService } from '#shared/model/istio.ts'
import { matchesSelector } from '#shared/model/kube.ts'
import { gatewayName, routesOf, tcpRoutesOf } from './compile-rule.ts'
import { coversHost } from './host-pattern.ts'
import { fullHost, type MeshObjects, namespaceOf, type PodLabels } from './mesh-objects.ts'
import type { HostTable, RouteTable, TlsServer, VirtualHost } from './route-table.ts'
import type { Upstreams } from './upstreams.ts'

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

type Server = NonNullable<Gateway['spec']['servers']>[number]
interface ServerTls {
  mode?: string
  httpsRedirect?: boolean
  credentialName?: string
}

interface Opened {
  readonly gateway: Gateway
  readonly server: Server
  readonly config: string
  readonly redirects: boolean
  readonly isTcp: boolean
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
  const targets = (some: readonly Opened[]) =>
    new Set(some.map(({ server }) => targetPortOf(server.port.number)))
  return { all: targets(opened), tcp: targets(opened.filter(({ isTcp }) => isTcp)) }
}

/** A server's there for that port of the pods; the one for plain HTTP always is. */
export function isOpenAt({ configs, tlsServers }: RouteTable, target: number): boolean {
  const isServed = [plainConfigAt(target), tcpConfigAt(target)].some((config) => configs.has(config))
  return target === plainTarget || isServed || tlsServers.some(({ port }) => port === target)
}

export function compileGateway(
  objects: MeshObjects,
  virtualServices: readonly VirtualService[],
  upstreams: Upstreams,
  labels: PodLabels,
): RouteTable {
  const opened = objects.gateways.filter((one) => selects(one, labels)).flatMap(serversOf)
  const configs = new Map<string, Map<string, VirtualHost>>(opened.map(({ config }) => [config, new Map()]))
  const add = ({ config, server, redirects }: Opened, domain: string, routes: VirtualHost['routes']) => {
    const byDomain = configs.get(config)
    if (byDomain === undefined || byDomain.has(domain)) return
    const name = `${domain}:${server.port.number}`
    byDomain.set(domain, { name, domain, routes, ...(redirects ? { requireTls: true } : {}) })
  }
  for (const virtualService of virtualServices) {
    const namespace = namespaceOf(virtualService)
    const bound = (virtualService.spec.gateways ?? []).map((one) => gatewayName(one, namespace))
    const through = opened.filter(({ gateway }) => bound.includes(nameOf(gateway)))
    const names = [...new Set(through.map(({ gateway }) => nameOf(gateway)))]
    for (const one of through) {
      const context = { namespace, port: one.server.port.number, upstreams }
      const compiled = one.isTcp ? tcpRoutesOf : routesOf
      const routes = compiled(virtualService, names, context)
      const anything = routes.length > 0 ? ['*'] : []
      const domains = one.isTcp ? anything : domainsOf(virtualService, one)
      for (const domain of domains) add(one, domain, routes)
    }
  }
  for (const one of opened.filter(({ redirects }) => redirects))
    for (const host of one.server.hosts) add(one, host.slice(host.indexOf('/') + 1), [])
  return {
    kind: 'gateway',
    cluster: objects.cluster,
    configs: new Map([...configs].map(([name, byDomain]) => [name, hostTable(byDomain)])),
    tlsServers: opened.flatMap(({ tls }) => (tls === undefined ? [] : [tls])),
    unknown: 'passthrough',
  }
}

const selects = ({ spec }: Gateway, labels: PodLabels) =>
  Object.keys(spec.selector ?? {}).length === 0 || matchesSelector(spec.selector, labels)

const nameOf = (gateway: Gateway) => `${namespaceOf(gateway)}/${gateway.metadata.name}`

const tcpKinds = ['TCP', 'MONGO', 'MYSQL', 'REDIS']

/** All but those that pass TLS through. */
function serversOf(gateway: Gateway): Opened[] {
  return (gateway.spec.servers ?? []).flatMap((server): Opened[] => {
    const { number, name = '', protocol = 'HTTP' } = server.port
    const target = targetPortOf(number)
    const tls = server.tls as ServerTls | undefined
    const kind = protocol.toUpperCase()
    if (['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'].includes(kind)) {
      const redirects = tls?.httpsRedirect === true
      return [{ gateway, server, config: plainConfigAt(target), redirects, isTcp: false, tls: undefined }]
    }
    if (tcpKinds.includes(kind))
      return [{ gateway, server, config: tcpConfigAt(target), redirects: false, isTcp: true, tls: undefined }]
    const clientCertificate = endsTls[tls?.mode ?? 'SIMPLE']
    if (kind !== 'HTTPS' || clientCertificate === undefined) return []
    const config = `https.${number}.${name}.${gateway.metadata.name}.${namespaceOf(gateway)}`
    const names = server.hosts.map((host) => host.slice(host.indexOf('/') + 1).toLowerCase())
    const credential = tls?.credentialName ?? ''
    return [
      {
        ...{ gateway, server, config, redirects: false, isTcp: false },
        tls: { port: target, config, names, clientCertificate, credential },
      },
    ]
  })
}

function domainsOf(virtualService: VirtualService, { gateway, server }: Opened): Set<string> {
  const domains = new Set<string>()
  const namespace = namespaceOf(virtualService)
  for (const host of virtualService.spec.hosts ?? []) {
    const mine = fullHost(host, namespace)
    for (const theirs of hostsFor(server, namespaceOf(gateway), namespace)) {
      if (coversHost(theirs, mine)) domains.add(mine)
      else if (coversHost(mine, theirs)) domains.add(theirs)
    }
  }
  return domains
}

/** `./name` and `NAMESPACE/name` are for VirtualServices of that namespace alone. */
function hostsFor({ hosts }: Server, own: string, namespace: string): string[] {
  return hosts.flatMap((entry) => {
    const at = entry.indexOf('/')
    if (at === -1) return [entry]
    const allowed = entry.slice(0, at)
    const isOwn = allowed === '.' && own === namespace
    return isOwn || allowed === '*' || allowed === namespace ? [entry.slice(at + 1)] : []
  })
}

function hostTable(byDomain: ReadonlyMap<string, VirtualHost>): HostTable {
  const hosts = new Map<string, VirtualHost>()
  const suffixes: { suffix: string; host: VirtualHost }[] = []
  for (const [domain, host] of byDomain) {
    if (domain.startsWith('*.')) suffixes.push({ suffix: domain.slice(1).toLowerCase(), host })
    else if (domain !== '*') hosts.set(domain.toLowerCase(), host)
  }
  suffixes.sort((a, b) => b.suffix.length - a.suffix.length)
  return { hosts, suffixes, any: byDomain.get('*') }
}
