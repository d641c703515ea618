/**
 * Routes that Envoy refuses although istiod sends them (constraints of envoy.config.route.v3): with a line break or a
 * NUL in a header, a redirect or a rewrite, a header without a name, or a `%` that ends nowhere in its value. The proxy
 * takes none of the routes that came with them, and goes on with those it has.
 */
import { endsHeader, headerFormatProblem } from '../header-format.ts'
import type { CompiledRoute, HeaderChanges, RouteTable } from './route-table.ts'
import { virtualHostsOf } from './routes-text.ts'

const known = new WeakMap<RouteTable, boolean>()

export function isRefused(table: RouteTable): boolean {
  const before = known.get(table)
  if (before !== undefined) return before
  const routes = [...table.configs.values()].flatMap(virtualHostsOf).flatMap((host) => host.routes)
  const refused = routes.some(isBad)
  known.set(table, refused)
  return refused
}

function isBad({ targets, redirect, rewrite, requestHeaders, responseHeaders }: CompiledRoute): boolean {
  const changes = [requestHeaders, responseHeaders].concat(
    targets.flatMap((one) => [one.requestHeaders, one.responseHeaders]),
  )
  const texts = [redirect?.uri, redirect?.authority, redirect?.scheme, rewrite?.uri, rewrite?.authority]
  return changes.some(areBad) || texts.some((text) => text !== undefined && endsHeader(text))
}

function areBad(changes: HeaderChanges | undefined): boolean {
  if (changes === undefined) return false
  const set = [...Object.entries(changes.set), ...Object.entries(changes.add)]
  const names = [...set.map(([name]) => name), ...changes.remove]
  return (
    names.some((name) => name === '' || endsHeader(name)) ||
    set.some(([, value]) => endsHeader(value) || headerFormatProblem(value) !== undefined)
  )
}
