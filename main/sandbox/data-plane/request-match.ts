/** The conditions of a VirtualService's rule as one test of a request. */
import type { HttpMatch, StringMatch } from '#shared/model/istio.ts'
import { readableRe2 } from '../re2.ts'

export interface RouteRequest {
  /** The Host header, perhaps with a port. */
  readonly host: string
  /** Port that the caller dialled. */
  readonly port: number
  readonly method: string
  /** With its query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The name whose address was dialled, where the Host header has another. */
  readonly dialled?: string
  /** How it came to a gateway. */
  readonly scheme?: 'http' | 'https'
  /** Name of the route configuration at a gateway. */
  readonly config?: string
  /** In the hello of a connection by TLS. */
  readonly serverName?: string
  readonly source: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
}

export type RequestTest = (request: RouteRequest) => boolean
type TextTest = (text: string | undefined) => boolean

export const always: RequestTest = () => true

/** The path without its query. */
export function pathnameOf(path: string): string {
  const at = path.indexOf('?')
  return at === -1 ? path : path.slice(0, at)
}

export function compileMatch(match: HttpMatch): RequestTest {
  const tests: RequestTest[] = []
  const ignoreCase = match.ignoreUriCase === true
  if (match.uri !== undefined) {
    const test = textTest(match.uri, ignoreCase)
    tests.push((request) => test(pathnameOf(request.path)))
  }
  if (match.method !== undefined) {
    const test = textTest(match.method)
    tests.push((request) => test(request.method))
  }
  if (match.authority !== undefined) {
    const test = textTest(match.authority)
    tests.push((request) => test(request.host))
  }
  if (match.scheme !== undefined) {
    const test = textTest(match.scheme as StringMatch)
    tests.push((request) => test(request.scheme ?? 'http'))
  }
  if (match.port !== undefined) tests.push((request) => request.port === match.port)
  tests.push(...headerTests(match.headers ?? {}, true))
  tests.push(...headerTests((match.withoutHeaders ?? {}) as Record<string, StringMatch>, false))
  for (const [name, wanted] of Object.entries(match.queryParams ?? {})) {
    const test = textTest(wanted)
    tests.push((request) => test(new URLSearchParams(request.path.split('?')[1]).get(name) ?? undefined))
  }
  for (const [name, value] of Object.entries(match.sourceLabels ?? {})) {
    tests.push((request) => request.source.labels[name] === value)
  }
  const { sourceNamespace } = match
  if (typeof sourceNamespace === 'string') {
    tests.push((request) => request.source.namespace === sourceNamespace)
  }
  const [only] = tests
  if (only === undefined) return always
  return tests.length === 1 ? only : (request) => tests.every((test) => test(request))
}

function headerTests(headers: Record<string, StringMatch>, wanted: boolean): RequestTest[] {
  return Object.entries(headers).map(([name, match]) => {
    const lower = name.toLowerCase()
    const test = textTest(match ?? {})
    return (request) => {
      const value = request.headers[lower]
      return test(Array.isArray(value) ? value.join(',') : value) === wanted
    }
  })
}

/** An empty match asks for presence only. */
export function textTest(match: StringMatch, ignoreCase = false): TextTest {
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  if (match.exact !== undefined) {
    const wanted = fold(match.exact)
    return (text) => text !== undefined && fold(text) === wanted
  }
  if (match.prefix !== undefined) {
    const wanted = fold(match.prefix)
    return (text) => text !== undefined && fold(text).startsWith(wanted)
  }
  if (match.regex !== undefined) {
    // One that cannot be read matches nothing.
    const pattern = readableRe2(match.regex)
    return (text) => text !== undefined && pattern?.matches(text) === true
  }
  return (text) => text !== undefined
}
