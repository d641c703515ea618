/** Envoy takes clusters (CDS) before routes (RDS): for a moment routes lead to services that are no longer there. */
import type { HostTable, RouteTable, VirtualHost } from './route-table.ts'
import type { Upstreams } from './upstreams.ts'

export function hasLost(before: Upstreams, now: Upstreams): boolean {
  for (const key of before.byKey.keys()) if (!now.byKey.has(key)) return true
  return false
}

/** The routes of a table without the clusters that are gone. Many proxies share a table: each is made once. */
export function withoutLost({ byKey }: Upstreams): (table: RouteTable) => RouteTable {
  const made = new Map<RouteTable, RouteTable>()
  const left = (host: VirtualHost): VirtualHost => ({
    ...host,
    routes: host.routes.map((route) => ({
      ...route,
      targets: route.targets.map((one) => (byKey.has(one.key) ? one : { ...one, upstream: undefined })),
    })),
  })
  const leftOf = ({ hosts, suffixes, any }: HostTable): HostTable => ({
    hosts: new Map([...hosts].map(([name, host]) => [name, left(host)])),
    suffixes: suffixes.map((one) => ({ ...one, host: left(one.host) })),
    any: any && left(any),
  })
  return (table) => {
    const known = made.get(table) ?? {
      ...table,
      configs: new Map([...table.configs].map(([name, config]) => [name, leftOf(config)])),
    }
    made.set(table, known)
    return known
  }
}
