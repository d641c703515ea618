/**
 * How one proxy spreads requests over the endpoints of an upstream:
 *  - LEAST_REQUEST, Istio's default: of two that are drawn the one with fewer open requests. ROUND_ROBIN: one after
 *    another. RANDOM, PASSTHROUGH: drawn evenly.
 *  - consistentHash: requests with one key go to one endpoint, and of those of an endpoint that goes only its own move
 *    (rendezvous hashing; Envoy's ring and Maglev hold the same). A request without the key is spread at random.
 */
import type { CallRequest } from './call-types.ts'
import type { Endpoint } from './upstreams.ts'

export type HashKey =
  | { readonly header: string }
  | { readonly query: string }
  /** With a lifetime, one is given to a client that has none. */
  | { readonly cookie: string; readonly path: string | undefined; readonly ttlMs: number | undefined }
  | { readonly sourceIp: true }

export type Balancing = 'least-request' | 'round-robin' | 'random' | { readonly by: HashKey }

/** What a proxy remembers of its requests to an upstream. */
export interface Load {
  /** Open requests by address. */
  readonly open: Map<string, number>
  turn: number
  /** When each endpoint was there first. */
  readonly since: Map<string, number>
}

export const noLoad = (): Load => ({ open: new Map(), turn: 0, since: new Map() })

/** Endpoints that are gone are forgotten. */
export function seen({ since }: Load, endpoints: readonly Endpoint[], nowMs: number): void {
  const there = new Set(endpoints.map(({ address }) => address))
  for (const address of since.keys()) if (!there.has(address)) since.delete(address)
  for (const address of there) if (!since.has(address)) since.set(address, nowMs)
}

export function begin({ open }: Load, { address }: Endpoint): void {
  open.set(address, (open.get(address) ?? 0) + 1)
}

export function end({ open }: Load, { address }: Endpoint): void {
  const left = (open.get(address) ?? 1) - 1
  if (left === 0) open.delete(address)
  else open.set(address, left)
}

/** While some of them warm up: by weight, and with least requests by how few are open. */
export function balancedByWeight(
  endpoints: readonly Endpoint[],
  balancing: Balancing,
  load: Load,
  weightOf: (endpoint: Endpoint) => number,
  random: () => number,
): Endpoint | undefined {
  const open = (one: Endpoint) => (balancing === 'least-request' ? (load.open.get(one.address) ?? 0) : 0)
  const weights = endpoints.map((one) => weightOf(one) / (open(one) + 1))
  let at = random() * weights.reduce((sum, one) => sum + one, 0)
  return endpoints.find((_, index) => {
    at -= weights[index] ?? 0
    return at < 0
  })
}

/** `key` is that of the request, where the policy asks for one. */
export function balanced(
  endpoints: readonly Endpoint[],
  balancing: Balancing,
  load: Load,
  key: string | undefined,
  random: () => number,
): Endpoint | undefined {
  const drawn = () => endpoints[Math.floor(random() * endpoints.length)]
  if (endpoints.length < 2) return endpoints[0]
  if (balancing === 'round-robin') {
    load.turn += 1
    return endpoints[(load.turn - 1) % endpoints.length]
  }
  if (balancing === 'least-request') {
    const [first, second] = [drawn(), drawn()]
    const openAt = (one: Endpoint | undefined) => load.open.get(one?.address ?? '') ?? 0
    return openAt(second) < openAt(first) ? second : first
  }
  return balancing === 'random' || key === undefined ? drawn() : hashed(endpoints, key)
}

function hashed(endpoints: readonly Endpoint[], key: string): Endpoint | undefined {
  let best: Endpoint | undefined
  let highest = -1
  for (const one of endpoints) {
    const score = hashOf(`${key} ${one.address}`)
    if (score > highest) [best, highest] = [one, score]
  }
  return best
}

/** FNV-1a with murmur's last mix, 32 bits: texts that differ in their last letter differ everywhere. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The key of a request, and the cookie that its client is given to keep it. */
export interface Sticky {
  readonly key: string | undefined
  readonly setCookie?: string
}

export function stickyOf(by: HashKey, request: CallRequest, sourceIp: string, random: () => number): Sticky {
  if ('sourceIp' in by) return { key: sourceIp }
  if ('query' in by)
    return { key: new URLSearchParams(request.path.split('?')[1]).get(by.query) ?? undefined }
  if ('header' in by) {
    const value = request.headers[by.header.toLowerCase()]
    return { key: Array.isArray(value) ? value.join(',') : value }
  }
  const own = cookieOf(request, by.cookie)
  if (own !== undefined || by.ttlMs === undefined) return { key: own }
  const made = Math.floor(random() * 2 ** 48).toString(16)
  const lifetime = by.ttlMs === 0 ? '' : ` Max-Age=${Math.round(by.ttlMs / 1000)};`
  const path = by.path === undefined ? '' : ` Path=${by.path};`
  return { key: made, setCookie: `${by.cookie}="${made}";${lifetime}${path} HttpOnly` }
}

function cookieOf({ headers }: CallRequest, name: string): string | undefined {
  for (const pair of [headers.cookie ?? []].flat().join(';').split(';')) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() === name)
      return pair
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1')
  }
  return undefined
}
