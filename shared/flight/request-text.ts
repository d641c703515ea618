import type { FlightPlan } from '../model/flight.ts'
import { utf8Length } from './check-plan.ts'

const withBody = ['POST', 'PUT', 'PATCH']

/** The request as it goes over the wire, to be encoded as UTF-8. The plan has been checked. */
export function requestText(plan: FlightPlan, path: string, host: string): string {
  const given = new Set(plan.headers.map(([name]) => name.toLowerCase()))
  const lines = [`${plan.method} ${path} HTTP/1.1`]
  const add = (name: string, value: string) => {
    if (!given.has(name.toLowerCase())) lines.push(`${name}: ${value}`)
  }
  add('Host', host)
  add('User-Agent', 'aviary')
  add('Accept', '*/*')
  for (const [name, value] of plan.headers) lines.push(`${name}: ${value}`)
  const body = plan.body ?? ''
  if (body !== '' || withBody.includes(plan.method)) lines.push(`Content-Length: ${utf8Length(body)}`)
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
