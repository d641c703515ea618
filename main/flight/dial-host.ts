/** From a host to what the engine dials, when it has taken a connection. */
import { isIP } from 'node:net'
import type { FlightPlan } from '#shared/model/flight.ts'
import type { Dial } from './engine/messages.ts'
import { type Endpoint, type Reached, reach } from './probe.ts'

export interface HostToDial extends Endpoint {
  readonly host: string
  readonly addresses: readonly string[]
  readonly dns: FlightPlan['dns']
  /** Its name may come to lead elsewhere, where nobody allowed a flight. */
  readonly onlyHere: boolean
  /** For sentences. */
  readonly target: string
}

/** `spread`: which addresses, in words that begin with a comma; empty where the host is one. */
export async function dialHost(to: HostToDial): Promise<{ dial: Dial; spread: string }> {
  const { host, port, tunnel, dns, onlyHere } = to
  const reached = await reach(to, to.addresses, to.target)
  const { addresses } = reached
  if (dns !== 'per-connection' || isIP(host) !== 0) {
    const dial = { addresses, port, lookup: null, tunnel, ends: addresses.length }
    return { dial, spread: spreadWords(host, reached) }
  }
  const lookup = { host, family: familyOf(addresses), onlyHere }
  const dial = { addresses, port, lookup, tunnel, ends: addresses.length }
  return { dial, spread: ', looked up for each connection' }
}

/** A kind of address that leads nowhere from here is not tried. */
function familyOf(addresses: readonly string[]): 0 | 4 | 6 {
  const kinds = new Set(addresses.map(isIP))
  return kinds.size > 1 ? 0 : kinds.has(6) ? 6 : 4
}

function spreadWords(host: string, { addresses, silent }: Reached): string {
  if (addresses.length === 1 && addresses[0] === host) return ''
  const turns = addresses.length > 1 ? ' in turn' : ''
  const left =
    silent.length === 0 ? '' : `; ${list(silent)} ${silent.length === 1 ? 'takes' : 'take'} no connection`
  return `, to ${list(addresses)}${turns}${left}`
}

const list = (addresses: readonly string[]) => {
  const all = addresses.map(bracketed)
  return all.length === 1 ? all[0] : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}

/** As it stands in a URL. */
export const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host)
