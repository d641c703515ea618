/**
 * Has a change of routes reached the proxies? By istiod's /debug/syncz (mesh-observed, rule 3): a proxy that carries the
 * route has it when what was sent is acknowledged, and its push number is above every number that was read right after
 * the write. The number is cut from an internal nonce (`<time>/<number><uuid>`); where there is none, another nonce than
 * the one read then has to do.
 */
export interface ProxyState {
  /** `pod.namespace` */
  readonly proxy: string
  readonly cluster_sent?: string | undefined
  readonly cluster_acked?: string | undefined
  readonly route_sent?: string | undefined
  readonly route_acked?: string | undefined
  readonly endpoint_sent?: string | undefined
  readonly endpoint_acked?: string | undefined
}

export interface Baseline {
  /** The highest push number of all proxies; undefined when nonces hold none. */
  readonly highest: number | undefined
  readonly routeNonces: ReadonlyMap<string, string | undefined>
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function pushNumber(nonce: string | undefined): number | undefined {
  const digits = /(\d+)$/.exec((nonce ?? '').replace(uuid, ''))?.[1]
  return digits === undefined ? undefined : Number(digits)
}

export function baselineOf(proxies: readonly ProxyState[]): Baseline {
  const numbers = proxies
    .flatMap((one) => [one.route_sent, one.cluster_sent, one.endpoint_sent])
    .map(pushNumber)
    .filter((one) => one !== undefined)
  return {
    highest: numbers.length === 0 ? undefined : Math.max(...numbers),
    routeNonces: new Map(proxies.map((one) => [one.proxy, one.route_sent])),
  }
}

/** No proxy got new routes between the two: a change made in between is still to come. */
export function sameRoutes(before: Baseline, after: Baseline): boolean {
  return [...after.routeNonces].every(
    ([proxy, nonce]) => !before.routeNonces.has(proxy) || before.routeNonces.get(proxy) === nonce,
  )
}

/** Which proxies carry the route. */
export interface Carriers {
  /** `pod.namespace` of the gateways that the routes are bound to. */
  readonly gateways: ReadonlySet<string>
  /** Of every gateway: no sidecar is among them. */
  readonly allGateways: ReadonlySet<string>
  /** The routes hold for sidecars too. */
  readonly mesh: boolean
}

const isAcked = (proxy: ProxyState) =>
  proxy.route_sent === proxy.route_acked &&
  proxy.cluster_sent === proxy.cluster_acked &&
  proxy.endpoint_sent === proxy.endpoint_acked

export type SyncAnswer = 'seen' | 'not-yet' | 'nobody'

export function syncAnswer(
  proxies: readonly ProxyState[],
  { gateways, allGateways, mesh }: Carriers,
  baseline: Baseline,
): SyncAnswer {
  const connected = new Set(proxies.map((one) => one.proxy))
  const carriers = proxies.filter(
    (one) => gateways.has(one.proxy) || (mesh && !allGateways.has(one.proxy) && one.route_sent !== undefined),
  )
  // After an istiod restart a gateway may be missing, and serve its old routes until it connects again (rule 9).
  if ([...gateways].some((name) => !connected.has(name))) return 'not-yet'
  if (carriers.length === 0) return 'nobody'
  return proxies.every(isAcked) && carriers.every((one) => isPast(one, baseline)) ? 'seen' : 'not-yet'
}

function isPast({ proxy, route_sent }: ProxyState, { highest, routeNonces }: Baseline): boolean {
  const number = pushNumber(route_sent)
  if (number !== undefined && highest !== undefined) return number > highest
  return route_sent !== undefined && route_sent !== routeNonces.get(proxy)
}
