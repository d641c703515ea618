import type { FlightPlan } from '../model/flight.ts'

/** Of one hop in HTTP/1.1; HTTP/2 has no such fields (RFC 9113, section 8.2.2), and says the host as its authority. */
const notCarried = ['host', 'connection', 'keep-alive', 'proxy-connection', 'te']

/** Names in small letters, as HTTP/2 wants them; a name that is given twice has a list. The plan has been checked. */
export function http2Headers(
  plan: Pick<FlightPlan, 'method' | 'headers'>,
  path: string,
  authority: string,
  scheme: 'http' | 'https',
): Record<string, string | string[]> {
  const host = plan.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? authority
  const headers: Record<string, string | string[]> = {
    ':method': plan.method,
    ':scheme': scheme,
    ':authority': host,
    ':path': path,
  }
  const given: Record<string, string[]> = {}
  for (const [name, value] of plan.headers) {
    const key = name.toLowerCase()
    if (!notCarried.includes(key)) given[key] = [...(given[key] ?? []), value]
  }
  for (const [name, values] of Object.entries({ 'user-agent': ['aviary'], accept: ['*/*'], ...given })) {
    headers[name] = values.length === 1 ? values[0]! : values
  }
  return headers
}
