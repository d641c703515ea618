/**
 * What a gateway's proxy gets (istio/istio pilot/pkg/networking/core/gateway.go):
 *  1. The servers of all Gateway objects that select it. Those for HTTP at one port share a route configuration; each
 *     one that ends TLS has its own, and is chosen by the name that a client asks for (SNI). Those that pass TLS on are
 *     chosen by the names of their routes.
 *  2. In it a virtual host for each host of a VirtualService that is bound to the Gateway, as far as the server's hosts
 *     have it; the narrower of the two counts. Of several for one host the oldest wins whole.
 *  3. A server with `httpsRedirect` sends all of its hosts to https, also those that no VirtualService has.
 */
import type { Gateway, VirtualService } from '#shared/model/istio.ts'
import { matchesSelector } from '#shared/model/kube.ts'
import { coversHost } from '../host-pattern.ts'
import {
  gatewayName,
  plainRoute,
  type RuleContext,
  routesOf,
  tcpRoutesOf,
  tlsRoutesOf,
} from './compile-rule.ts'
import { type GatewayServer, nameOfGateway, type OpenedServer, serversOf } from './gateway-servers.ts'
import { fullHost, type MeshObjects, namespaceOf, type PodLabels } from './mesh-objects.ts'
import type { CompiledRoute, HostTable, RouteTable, TlsServer, VirtualHost } from './route-table.ts'
import type { Upstreams } from './upstreams.ts'

export function compileGateway(
  objects: MeshObjects,
  virtualServices: readonly VirtualService[],
  upstreams: Upstreams,
  labels: PodLabels,
): RouteTable {
  const opened = objects.gateways.filter((one) => selects(one, labels)).flatMap(serversOf)
  const configs = new Map<string, Map<string, VirtualHost>>(opened.map(({ config }) => [config, new Map()]))
  const add = (
    { config, server, redirects }: OpenedServer,
    domain: string,
    routes: readonly CompiledRoute[],
  ) => {
    const byDomain = configs.get(config)
    if (byDomain === undefined || byDomain.has(domain)) return
    const name = `${domain}:${server.port.number}`
    byDomain.set(domain, { name, domain, routes, ...(redirects ? { requireTls: true } : {}) })
  }
  for (const virtualService of virtualServices) {
    const namespace = namespaceOf(virtualService)
    const bound = (virtualService.spec.gateways ?? []).map((one) => gatewayName(one, namespace))
    const through = opened.filter(({ gateway }) => bound.includes(nameOfGateway(gateway)))
    const names = [...new Set(through.map(({ gateway }) => nameOfGateway(gateway)))]
    for (const one of through) {
      const context = { namespace, port: one.server.port.number, upstreams }
      for (const [domain, routes] of routesByDomain(one, virtualService, names, context))
        add(one, domain, routes)
    }
  }
  for (const one of opened.filter(({ redirects }) => redirects))
    for (const host of one.server.hosts) add(one, bareHost(host), [])
  for (const one of opened.filter(({ carries }) => carries === 'any-tls'))
    for (const [domain, route] of clusterNames(one, upstreams)) add(one, domain, [route])
  return {
    kind: 'gateway',
    cluster: objects.cluster,
    configs: new Map([...configs].map(([name, byDomain]) => [name, hostTable(byDomain)])),
    tlsServers: opened.flatMap(({ tls }) => (tls === undefined ? [] : [withNames(tls, configs)])),
    unknown: 'passthrough',
  }
}

const selects = ({ spec }: Gateway, labels: PodLabels) =>
  Object.keys(spec.selector ?? {}).length === 0 || matchesSelector(spec.selector, labels)

const bareHost = (host: string) => host.slice(host.indexOf('/') + 1)

/** Those that pass TLS on are chosen by what they lead to. */
function withNames(
  tls: TlsServer,
  configs: ReadonlyMap<string, ReadonlyMap<string, VirtualHost>>,
): TlsServer {
  return tls.passes ? { ...tls, names: [...(configs.get(tls.config)?.keys() ?? [])] } : tls
}

function routesByDomain(
  one: OpenedServer,
  virtualService: VirtualService,
  gateways: readonly string[],
  context: RuleContext,
): Iterable<[string, readonly CompiledRoute[]]> {
  if (one.carries === 'any-tls') return []
  if (one.carries === 'tcp') {
    const routes = tcpRoutesOf(virtualService, gateways, context)
    return routes.length > 0 ? [['*', routes]] : []
  }
  const domains = domainsOf(virtualService, one)
  if (one.carries === 'http') {
    const routes = routesOf(virtualService, gateways, context)
    return [...domains].map((domain) => [domain, routes])
  }
  const byName = new Map<string, CompiledRoute[]>()
  for (const { names, route } of domains.size > 0 ? tlsRoutesOf(virtualService, gateways, context) : [])
    for (const name of names) byName.set(name, [...(byName.get(name) ?? []), route])
  return byName
}

/** As another cluster's proxies ask for them: `outbound_.9080_._.reviews.bookinfo.svc.cluster.local`. */
function clusterNames({ server }: OpenedServer, upstreams: Upstreams): [string, CompiledRoute][] {
  const hosts = server.hosts.map(bareHost)
  return [...upstreams.byKey.values()]
    .filter(({ host }) => hosts.some((one) => coversHost(one, host)))
    .map(({ key, host }) => {
      const [, port = '', subset = ''] = key.split('|')
      return [
        `outbound_.${port}_.${subset || '_'}.${host}`,
        plainRoute(host, Number(port), upstreams, subset),
      ]
    })
}

function domainsOf(virtualService: VirtualService, { gateway, server }: OpenedServer): Set<string> {
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
function hostsFor({ hosts }: GatewayServer, own: string, namespace: string): string[] {
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
