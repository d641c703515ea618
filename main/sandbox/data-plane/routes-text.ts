/** The routes of a table as text, without the endpoints behind them: two tables with equal texts route alike. */
import type { CompiledRoute, RouteTable, VirtualHost } from './route-table.ts'

const texts = new WeakMap<RouteTable, string>()

export function routesText(table: RouteTable): string {
  let text = texts.get(table)
  if (text === undefined) {
    text = JSON.stringify(
      virtualHostsOf(table).map(({ domain, name, routes }) => [domain, name, routes.map(essence)]),
    )
    texts.set(table, text)
  }
  return text
}

export function virtualHostsOf({ hosts, suffixes, any }: RouteTable): VirtualHost[] {
  return [...hosts.values(), ...suffixes.map((one) => one.host), ...(any === undefined ? [] : [any])]
}

function essence({ targets, mirrors, retries, ...route }: CompiledRoute): unknown {
  return [
    route,
    retries.attempts,
    targets.map(({ upstream: _upstream, ...target }) => target),
    mirrors.map(({ upstream, percent }) => [upstream?.key, percent]),
  ]
}
