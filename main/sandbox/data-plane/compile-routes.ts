/**
 * Compiles the objects of a mesh to route tables, as istiod does:
 *  1. Services, endpoints and DestinationRules become upstreams.
 *  2. For sidecars each port of each service becomes a host; the oldest VirtualService that is bound to `mesh` and
 *     names the service gives the routes, else the service itself is the only target.
 *  3. For a gateway the VirtualServices that are bound to a Gateway object which selects it become hosts, where the
 *     server's hosts allow it. Of several for one host the oldest wins whole.
 */
import type { VirtualService } from '#shared/model/istio.ts'
import { compileGateway } from './compile-gateway.ts'
import { plainRoute, routesOf, tcpRoutesOf, tlsRoutesOf } from './compile-rule.ts'
import { withDelegates } from './delegates.ts'
import { gatewayPort } from './gateway-servers.ts'
import { fullHost, type MeshObjects, namespaceOf, oldestFirst, type PodLabels } from './mesh-objects.ts'
import { outboundConfig, type RouteTable, type VirtualHost } from './route-table.ts'
import { compileUpstreams, type Upstreams, upstreamKey } from './upstreams.ts'
import { hasScopes, isForSome, type Scope, scopeOf } from './visibility.ts'

export interface CompiledMesh {
  readonly upstreams: Upstreams
  /** Of a sidecar that is shown everything. */
  readonly sidecar: RouteTable
  sidecarOf(namespace: string, labels: PodLabels): RouteTable
  gateway(labels: PodLabels): RouteTable
}

export function compileRoutes(all: MeshObjects): CompiledMesh {
  const objects = { ...all, destinationRules: all.destinationRules.filter((one) => !isForSome(one)) }
  const upstreams = compileUpstreams(objects)
  const virtualServices = oldestFirst(withDelegates(objects.virtualServices))
  const gateways = new Map<string, RouteTable>()
  const scoped = hasScopes(all)
  const sidecars = new Map<string, RouteTable>()
  const sidecar = compileSidecar(objects, virtualServices, upstreams, () => true)
  return {
    upstreams,
    sidecar,
    sidecarOf(namespace, labels) {
      if (!scoped) return sidecar
      const key = JSON.stringify([namespace, labels])
      const table = sidecars.get(key) ?? compileScope(scopeOf(all, namespace, labels))
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

/** Some rule is for any port, or for this one. */
const isForPort = ({ spec }: VirtualService, port: number) =>
  (spec.http ?? []).some(
    ({ match = [] }) => match.length === 0 || match.some((one) => (one.port ?? port) === port),
  )

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
  /** Undefined where the VirtualService says nothing about the port. */
  const rulesAt = (virtualService: VirtualService, domain: string, port: number) => {
    const context = { namespace: namespaceOf(virtualService), port, upstreams }
    if (upstreams.byKey.get(upstreamKey(domain, port))?.protocol !== 'tcp')
      return isForPort(virtualService, port) ? routesOf(virtualService, ['mesh'], context) : undefined
    const addresses = upstreams.addresses.get(domain) ?? []
    const byName = tlsRoutesOf(virtualService, ['mesh'], context, addresses).map(({ route }) => route)
    const routes = byName.length > 0 ? byName : tcpRoutesOf(virtualService, ['mesh'], context, addresses)
    return routes.length === 0 ? undefined : routes
  }
  const add = (domain: string, port: number, virtualService: VirtualService | undefined) => {
    const name = `${domain}:${port}`
    if (hosts.has(name)) return
    const rules = virtualService === undefined ? undefined : rulesAt(virtualService, domain, port)
    const routes = rules ?? [plainRoute(domain, port, upstreams)]
    hosts.set(name, { name, domain, routes, own: upstreams.byKey.get(upstreamKey(domain, port)) })
  }
  for (const [host, ports] of upstreams.ports) {
    const by =
      bound.find((one) => one.host === host) ??
      bound.find((one) => one.host.startsWith('*.') && host.endsWith(one.host.slice(1)))
    for (const port of ports.filter((one) => shows(host, upstreams.namespaces.get(host) ?? '', one)))
      add(host, port, by?.virtualService)
  }
  for (const { host, virtualService } of bound) {
    if (!upstreams.ports.has(host) && !host.startsWith('*')) add(host, gatewayPort, virtualService)
  }
  // The hosts of a ServiceEntry may have wildcards.
  const suffixes = [...hosts.values()]
    .filter(({ domain }) => domain.startsWith('*.'))
    .map((host) => ({ suffix: host.name.slice(1), host }))
  const configs = new Map([[outboundConfig, { hosts, suffixes, any: undefined }]])
  const unknown = registryOnly ? 'black-hole' : 'passthrough'
  return { kind: 'sidecar', cluster, configs, tlsServers: [], unknown }
}
