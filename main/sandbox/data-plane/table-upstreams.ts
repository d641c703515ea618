/** A table with other upstreams behind its routes. */
import type { HostTable, RouteTable, VirtualHost } from './route-table.ts'
import type { Upstream, Upstreams } from './upstreams.ts'

interface Leads {
  readonly key: string
  readonly upstream: Upstream | undefined
}

/** Many proxies share a table: each is made once. */
function replacing(upstreamOf: (before: Leads) => Upstream | undefined): (table: RouteTable) => RouteTable {
  const made = new Map<RouteTable, RouteTable>()
  const hostOf = (host: VirtualHost): VirtualHost => ({
    ...host,
    own: host.own && upstreamOf({ key: host.own.key, upstream: host.own }),
    routes: host.routes.map((route) => ({
      ...route,
      targets: route.targets.map((one) => ({ ...one, upstream: upstreamOf(one) })),
    })),
  })
  const tableOf = ({ hosts, suffixes, any }: HostTable): HostTable => ({
    hosts: new Map([...hosts].map(([name, host]) => [name, hostOf(host)])),
    suffixes: suffixes.map((one) => ({ ...one, host: hostOf(one.host) })),
    any: any && hostOf(any),
  })
  return (table) => {
    const known = made.get(table) ?? {
      ...table,
      configs: new Map([...table.configs].map(([name, config]) => [name, tableOf(config)])),
    }
    made.set(table, known)
    return known
  }
}

/** Envoy takes clusters (CDS) before routes (RDS): for a moment routes lead to services that are no longer there. */
export const withoutLost = ({ byKey }: Upstreams) =>
  replacing(({ key, upstream }) => (byKey.has(key) ? upstream : undefined))

/** Of a proxy that took the clusters and endpoints, but not the routes. */
export const withUpstreams = ({ byKey }: Upstreams) => replacing(({ key }) => byKey.get(key))

export function hasLost(before: Upstreams, now: Upstreams): boolean {
  for (const key of before.byKey.keys()) if (!now.byKey.has(key)) return true
  return false
}
