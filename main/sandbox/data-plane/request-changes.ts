/** What a route changes in a request before it is sent on. */
import { readableRe2, replacedBy } from '../re2.ts'
import type { HeaderValues } from './app.ts'
import { pathnameOf } from './request-match.ts'
import type { CompiledRoute, HeaderChanges, Rewrite } from './route-table.ts'

/** A prefix match replaces the prefix, any other match the whole path; the query stays. */
export function forwardedPath({ rewrite, match }: CompiledRoute, path: string): string {
  if (rewrite?.uriRegexRewrite !== undefined) return byRegex(rewrite.uriRegexRewrite, path)
  if (rewrite?.uri === undefined) return path
  const query = path.slice(pathnameOf(path).length)
  const prefix = match?.uri?.prefix
  if (prefix === undefined && match?.uri !== undefined) return `${rewrite.uri}${query}`
  return `${rewrite.uri}${pathnameOf(path).slice(prefix?.length ?? 0)}${query}`
}

/** Every place in the path that fits; `\\1` stands for the first group, as in RE2. */
function byRegex(
  { match = '', rewrite = '' }: NonNullable<Rewrite['uriRegexRewrite']>,
  path: string,
): string {
  const pathname = pathnameOf(path)
  const expression = readableRe2(match)
  // Envoy refuses such a route; here it changes nothing.
  if (expression === undefined) return path
  const rewritten = replacedBy(expression, pathname, (groups) =>
    rewrite.replace(/\\([\d\\])/g, (_, sign: string) =>
      sign === '\\' ? sign : (groups[Number(sign)] ?? ''),
    ),
  )
  return `${rewritten}${path.slice(pathname.length)}`
}

export function withChanges(headers: HeaderValues, ...changes: (HeaderChanges | undefined)[]): HeaderValues {
  if (changes.every((one) => one === undefined)) return headers
  const changed: Record<string, string | string[] | undefined> = { ...headers }
  for (const one of changes) {
    for (const [name, value] of Object.entries(one?.set ?? {})) changed[name.toLowerCase()] = value
    for (const [name, value] of Object.entries(one?.add ?? {})) {
      const before = changed[name.toLowerCase()]
      changed[name.toLowerCase()] = before === undefined ? value : [...[before].flat(), value]
    }
    for (const name of one?.remove ?? []) delete changed[name.toLowerCase()]
  }
  return changed
}
