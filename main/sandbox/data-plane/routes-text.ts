/** The routes of a table as text, without the endpoints behind them: two tables with equal texts route alike. */
import type { CompiledRoute, HostTable, RouteTable, VirtualHost } from './route-table.ts'

const texts = new WeakMap<RouteTable, string>()

export function routesText(table: RouteTable): string {
  let text = texts.get(table)
  if (text === undefined) {
    text = JSON.stringify(
      [...table.configs].map(([name, config]) => [
        name,
        virtualHostsOf(config).map(({ routes, own: _own, ...host }) => [host, routes.map(essence)]),
      ]),
    )
    texts.set(table, text)
  }
  return text
}

export function virtualHostsOf({ hosts, suffixes, any }: HostTable): VirtualHost[] {
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
