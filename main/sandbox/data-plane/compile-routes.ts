/**
 * Compiles the objects of a mesh to route tables, as istiod does:
 *  1. Services, endpoints and DestinationRules become upstreams.
 *  2. For sidecars each port of each service becomes a host; the oldest VirtualService that is bound to `mesh` and
 *     names the service gives the routes, else the service itself is the only target.
 *  3. For a gateway the VirtualServices that are bound to a Gateway object which selects it become hosts, where the
 *     server's hosts allow it. Of several for one host the oldest wins whole.
 */
import type { Gateway, HttpRoute, VirtualService } from '#shared/model/istio.ts'
import { matchesSelector } from '#shared/model/kube.ts'
import { compileRule, gatewayName, plainRoute, type RuleContext } from './compile-rule.ts'
import { withDelegates } from './delegates.ts'
import { fullHost, type MeshObjects, oldestFirst, type PodLabels } from './mesh-objects.ts'
import type { RouteTable, VirtualHost } from './route-table.ts'
import { compileUpstreams, type Upstreams, upstreamKey } from './upstreams.ts'
import { hasScopes, type Scope, scopeOf } from './visibility.ts'

export interface CompiledMesh {
  readonly upstreams: Upstreams
  /** Of a sidecar that is shown everything. */
  readonly sidecar: RouteTable
  sidecarOf(namespace: string, labels: PodLabels): RouteTable
  gateway(labels: PodLabels): RouteTable
}

/** Port of the HTTP server of a gateway, whatever the local port of the listener is. */
export const gatewayPort = 80

export function compileRoutes(objects: MeshObjects): CompiledMesh {
  const upstreams = compileUpstreams(objects)
  const virtualServices = oldestFirst(withDelegates(objects.virtualServices))
  const gateways = new Map<string, RouteTable>()
  const scoped = hasScopes(objects)
  const sidecars = new Map<string, RouteTable>()
  const sidecar = compileSidecar(objects, virtualServices, upstreams, () => true)
  return {
    upstreams,
    sidecar,
    sidecarOf(namespace, labels) {
      if (!scoped) return sidecar
      const key = JSON.stringify([namespace, labels])
      const table = sidecars.get(key) ?? compileScope(scopeOf(objects, namespace, labels))
      sidecars.set(key, table)
      return table
    },
    gateway(labels) {
      const key = JSON.stringify(labels)
      const table = gateways.get(key) ?? compileGateway(objects, virtualServices, upstreams, labels)
      gateways.set(key, table)
      return table
    },
  }
}

const namespaceOf = (object: { metadata: { namespace?: string } }) => object.metadata.namespace ?? ''

/** Rules for TCP have the form of those for HTTP, with fewer fields. */
function tcpRoutesOf(virtualService: VirtualService, context: RuleContext) {
  const rules = (virtualService.spec.tcp ?? []) as HttpRoute[]
  return rules.flatMap((rule) => compileRule(rule, ['mesh'], context))
}

function routesOf(virtualService: VirtualService, gateways: readonly string[], context: RuleContext) {
  return (virtualService.spec.http ?? []).flatMap((rule) => compileRule(rule, gateways, context))
}

function compileScope({ objects, shows }: Scope): RouteTable {
  const virtualServices = oldestFirst(withDelegates(objects.virtualServices))
  return compileSidecar(objects, virtualServices, compileUpstreams(objects), shows)
}

function compileSidecar(
  { cluster, registryOnly }: MeshObjects,
  virtualServices: readonly VirtualService[],
  upstreams: Upstreams,
  shows: Scope['shows'],
): RouteTable {
  const bound = virtualServices
    .filter(({ spec }) => (spec.gateways ?? []).length === 0 || spec.gateways?.includes('mesh'))
    .flatMap((virtualService) =>
      (virtualService.spec.hosts ?? []).map((host) => ({
        host: fullHost(host, namespaceOf(virtualService)),
        virtualService,
      })),
    )
    .filter(({ host, virtualService }) => shows(host, namespaceOf(virtualService)))
  const hosts = new Map<string, VirtualHost>()
  /** Undefined where the VirtualService says nothing about TCP. */
  const rulesAt = (virtualService: VirtualService, domain: string, port: number) => {
    const context = { namespace: namespaceOf(virtualService), port, upstreams }
    if (upstreams.byKey.get(upstreamKey(domain, port))?.protocol !== 'tcp')
      return routesOf(virtualService, ['mesh'], context)
    const routes = tcpRoutesOf(virtualService, context)
    return routes.length === 0 ? undefined : routes
  }
  const add = (domain: string, port: number, virtualService: VirtualService | undefined) => {
    const name = `${domain}:${port}`
    if (hosts.has(name)) return
    const rules = virtualService === undefined ? undefined : rulesAt(virtualService, domain, port)
    const routes = rules ?? [plainRoute(domain, port, upstreams)]
    hosts.set(name, { name, domain, routes })
  }
  for (const [host, ports] of upstreams.ports) {
    if (!shows(host, upstreams.namespaces.get(host) ?? '')) continue
    const by =
      bound.find((one) => one.host === host) ??
      bound.find((one) => one.host.startsWith('*.') && host.endsWith(one.host.slice(1)))
    for (const port of ports) add(host, port, by?.virtualService)
  }
  for (const { host, virtualService } of bound) {
    if (!upstreams.ports.has(host) && !host.startsWith('*')) add(host, gatewayPort, virtualService)
  }
  // The hosts of a ServiceEntry may have wildcards.
  const wildcards = {
    suffixes: [...hosts.values()]
      .filter(({ domain }) => domain.startsWith('*.'))
      .map((host) => ({ suffix: host.name.slice(1), host })),
  }
  const unknown = registryOnly ? 'black-hole' : 'passthrough'
  return { kind: 'sidecar', cluster, hosts, ...wildcards, any: undefined, unknown }
}

function compileGateway(
  objects: MeshObjects,
  virtualServices: readonly VirtualService[],
  upstreams: Upstreams,
  labels: PodLabels,
): RouteTable {
  const mine = objects.gateways.filter(
    ({ spec }) => Object.keys(spec.selector ?? {}).length === 0 || matchesSelector(spec.selector, labels),
  )
  const byDomain = new Map<string, VirtualHost>()
  for (const virtualService of virtualServices) {
    const namespace = namespaceOf(virtualService)
    const bound = (virtualService.spec.gateways ?? []).map((one) => gatewayName(one, namespace))
    const through = mine.filter((gateway) => bound.includes(nameOf(gateway)))
    if (through.length === 0) continue
    for (const domain of domainsOf(virtualService, through)) {
      if (byDomain.has(domain)) continue
      const routes = routesOf(virtualService, through.map(nameOf), {
        namespace,
        port: gatewayPort,
        upstreams,
      })
      byDomain.set(domain, { name: `${domain}:${gatewayPort}`, domain, routes })
    }
  }
  return { kind: 'gateway', cluster: objects.cluster, unknown: 'passthrough', ...hostTable(byDomain) }
}

const nameOf = (gateway: Gateway) => `${namespaceOf(gateway)}/${gateway.metadata.name}`

/** The hosts of a VirtualService as far as the servers of its gateways have them; the narrower of the two counts. */
function domainsOf(virtualService: VirtualService, gateways: readonly Gateway[]): Set<string> {
  const domains = new Set<string>()
  const namespace = namespaceOf(virtualService)
  for (const host of virtualService.spec.hosts ?? []) {
    const mine = fullHost(host, namespace)
    for (const gateway of gateways) {
      for (const theirs of serverHosts(gateway, namespace)) {
        if (covers(theirs, mine)) domains.add(mine)
        else if (covers(mine, theirs)) domains.add(theirs)
      }
    }
  }
  return domains
}

function serverHosts(gateway: Gateway, namespace: string): string[] {
  const all = (gateway.spec.servers ?? []).flatMap((server) => server.hosts)
  return all.flatMap((entry) => {
    const at = entry.indexOf('/')
    if (at === -1) return [entry]
    const allowed = entry.slice(0, at)
    const own = allowed === '.' && namespaceOf(gateway) === namespace
    return own || allowed === '*' || allowed === namespace ? [entry.slice(at + 1)] : []
  })
}

function covers(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true
  return wide.startsWith('*.') && narrow.endsWith(wide.slice(1)) && !narrow.startsWith('*.')
}

function hostTable(
  byDomain: ReadonlyMap<string, VirtualHost>,
): Pick<RouteTable, 'hosts' | 'suffixes' | 'any'> {
  const hosts = new Map<string, VirtualHost>()
  const suffixes: { suffix: string; host: VirtualHost }[] = []
  for (const [domain, host] of byDomain) {
    if (domain.startsWith('*.')) suffixes.push({ suffix: domain.slice(1).toLowerCase(), host })
    else if (domain !== '*') hosts.set(domain.toLowerCase(), host)
  }
  suffixes.sort((a, b) => b.suffix.length - a.suffix.length)
  return { hosts, suffixes, any: byDomain.get('*') }
}
