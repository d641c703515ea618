/**
 * Rules of a VirtualService that delegate to another one, replaced by that one's rules (istio/istio
 * pilot/pkg/model/virtualservice.go):
 *  1. Each match of the delegating rule is combined with each match of the delegate; pairs that exclude each other go.
 *  2. What the delegating rule says besides replaces what the delegate says; headers are put together.
 *  3. A delegate has no hosts of its own and delegates no further; a rule whose delegate is missing gives nothing.
 */
import type { HttpMatch, HttpRoute, StringMatch, VirtualService } from '#shared/model/istio.ts'

const keyOf = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`
const isDelegate = ({ spec }: VirtualService) => (spec.hosts ?? []).length === 0

export function withDelegates(virtualServices: readonly VirtualService[]): VirtualService[] {
  const delegates = new Map(
    virtualServices
      .filter(isDelegate)
      .map((one) => [keyOf(one.metadata.namespace, one.metadata.name), one] as const),
  )
  return virtualServices
    .filter((one) => !isDelegate(one))
    .map((root) => {
      if (!root.spec.http?.some((rule) => rule.delegate !== undefined)) return root
      const http = root.spec.http.flatMap((rule) => expanded(rule, root, delegates))
      return { ...root, spec: { ...root.spec, http } }
    })
}

function expanded(
  rule: HttpRoute,
  root: VirtualService,
  delegates: ReadonlyMap<string, VirtualService>,
): HttpRoute[] {
  const { delegate, ...own } = rule
  if (delegate === undefined) return [rule]
  const { name = '', namespace = root.metadata.namespace } = delegate as { name?: string; namespace?: string }
  const found = delegates.get(keyOf(namespace, name))
  return (found?.spec.http ?? []).flatMap((theirs) => {
    const match = combined(own.match, theirs.match)
    if (match === undefined) return []
    const qualified = withNamespace(theirs, found?.metadata.namespace ?? '')
    return [{ ...qualified, ...own, name: nameOf(own, theirs), match, headers: headersOf(own, theirs) }]
  })
}

const nameOf = (own: HttpRoute, theirs: HttpRoute) =>
  [own.name, theirs.name].filter((name) => name !== undefined && name !== '').join('-') || undefined

/** Short host names are of the delegate's namespace. */
function withNamespace(rule: HttpRoute, namespace: string): HttpRoute {
  const full = (host: string) => (host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`)
  const route = rule.route?.map((one) => ({
    ...one,
    destination: { ...one.destination, host: full(one.destination.host) },
  }))
  return route === undefined ? rule : { ...rule, route }
}

type Changes = Record<'request' | 'response', Record<'set' | 'add', Record<string, string>> | undefined>

function headersOf(own: HttpRoute, theirs: HttpRoute): unknown {
  if (own.headers === undefined || theirs.headers === undefined) return own.headers ?? theirs.headers
  const [a, b] = [own.headers as Changes, theirs.headers as Changes]
  const merged = (part: keyof Changes) => ({
    ...b[part],
    ...a[part],
    set: { ...b[part]?.set, ...a[part]?.set },
    add: { ...b[part]?.add, ...a[part]?.add },
  })
  return { request: merged('request'), response: merged('response') }
}

/** Undefined when all pairs exclude each other. */
function combined(own: HttpMatch[] = [], theirs: HttpMatch[] = []): HttpMatch[] | undefined {
  if (own.length === 0) return theirs
  if (theirs.length === 0) return own
  const pairs = own.flatMap((a) => theirs.filter((b) => !exclude(a, b)).map((b) => both(a, b)))
  return pairs.length === 0 ? undefined : pairs
}

function both(own: HttpMatch, theirs: HttpMatch): HttpMatch {
  return {
    ...own,
    ...theirs,
    headers: { ...own.headers, ...theirs.headers },
    queryParams: { ...own.queryParams, ...theirs.queryParams },
    sourceLabels: { ...own.sourceLabels, ...theirs.sourceLabels },
  }
}

function exclude(own: HttpMatch, theirs: HttpMatch): boolean {
  const shared = Object.keys(own.headers ?? {}).filter((name) => theirs.headers?.[name] !== undefined)
  return (
    textsExclude(own.uri, theirs.uri) ||
    textsExclude(own.method, theirs.method) ||
    textsExclude(own.authority, theirs.authority) ||
    shared.some((name) => textsExclude(own.headers?.[name], theirs.headers?.[name])) ||
    (own.port !== undefined && theirs.port !== undefined && own.port !== theirs.port)
  )
}

/** The delegate may only narrow what the root says; regular expressions on either side do not go together. */
function textsExclude(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  if (root === undefined || leaf === undefined) return false
  if (root.regex !== undefined || leaf.regex !== undefined) return true
  if (root.exact !== undefined) return root.exact !== leaf.exact
  return !(leaf.prefix ?? leaf.exact ?? '').startsWith(root.prefix ?? '')
}
