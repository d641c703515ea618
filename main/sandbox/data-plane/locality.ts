/**
 * Which endpoints a proxy prefers for where they are (istio/istio pilot/pkg/networking/core/loadbalancer, and "Locality
 * weighted load balancing" and "Priority levels" of Envoy's documentation):
 *  1. `distribute`: the first entry for the proxy's own locality gives weights to others; what it does not name gets
 *     nothing.
 *  2. With outlier detection, levels: by `failoverPriority` as many of its labels as are the proxy's, in order; else the
 *     same subzone, zone, region, then the rest, among which a region that `failover` names goes first.
 *  3. A level or locality takes its share as long as 1 / 1.4 of it is healthy, and less in proportion below that
 *     (overprovisioning factor 140 %); levels hand on what they cannot take.
 */
import type { PodLabels } from './mesh-objects.ts'
import type { Endpoint } from './upstreams.ts'

export type LocalityPolicy =
  | { readonly by: 'distribute'; readonly rules: readonly Distribution[] }
  | { readonly by: 'failover'; readonly regions: readonly RegionFailover[] }
  | { readonly by: 'labels'; readonly labels: readonly string[] }

interface Distribution {
  readonly from: string
  readonly to: Readonly<Record<string, number>>
}

interface RegionFailover {
  readonly from: string
  readonly to: string
}

/** The proxy that asks. */
export interface Place {
  /** `region/zone/subzone`, each perhaps empty. */
  readonly locality: string
  readonly cluster: string
  readonly labels: PodLabels
}

const overprovisioning = 1.4

const localityText = (region = '', zone = '', subzone = '') => `${region}/${zone}/${subzone}`
const nowhere = localityText()

/** Endpoints in groups: `weights` say how much each gets, or each takes what those before it leave. */
interface Groups {
  readonly groups: readonly (readonly Endpoint[])[]
  readonly weights?: readonly number[]
}

/** Of the healthy endpoints those among which one is chosen. */
export function preferred(
  policy: LocalityPolicy | undefined,
  place: Place,
  endpoints: readonly Endpoint[],
  healthy: readonly Endpoint[],
  random: () => number,
  /** Of tries before: their levels are left out, while others are there. */
  elsewhere: readonly Endpoint[] = [],
): readonly Endpoint[] {
  const divided = policy === undefined ? undefined : groupsOf(policy, place, endpoints)
  if (divided === undefined) return healthy
  const isHealthy = new Set(healthy)
  const parts = divided.groups.map((all) => ({ all, left: all.filter((one) => isHealthy.has(one)) }))
  const untried = parts.filter(({ all }) => !all.some((one) => elsewhere.includes(one)))
  if (divided.weights === undefined && elsewhere.length > 0 && untried.some(({ left }) => left.length > 0))
    return drawn(untried, levelShares(untried.map(healthOf)), random)
  const health = parts.map(healthOf)
  const shares = divided.weights?.map((weight, index) => weight * Math.min(1, health[index] ?? 0))
  return drawn(parts, shares ?? levelShares(health), random)
}

interface Part {
  readonly all: readonly Endpoint[]
  readonly left: readonly Endpoint[]
}

const healthOf = ({ all, left }: Part) => (left.length / all.length) * overprovisioning

/** What each level takes, of 1 in all where anything is healthy. */
export function levelShares(health: readonly number[]): number[] {
  const total = Math.min(
    1,
    health.reduce((sum, one) => sum + Math.min(1, one), 0),
  )
  let left = 1
  return health.map((one) => {
    const share = total === 0 ? 0 : Math.min(left, Math.min(1, one) / total)
    left -= share
    return share
  })
}

function drawn(parts: readonly Part[], shares: readonly number[], random: () => number): readonly Endpoint[] {
  let at = random() * shares.reduce((sum, one) => sum + one, 0)
  for (const [index, { left }] of parts.entries()) {
    const share = shares[index] ?? 0
    if (share > 0 && at < share) return left
    at -= share
  }
  return parts.findLast((_, index) => (shares[index] ?? 0) > 0)?.left ?? []
}

/** Undefined: where the endpoints are makes no difference. */
function groupsOf(policy: LocalityPolicy, place: Place, endpoints: readonly Endpoint[]): Groups | undefined {
  if (policy.by === 'distribute') return distributed(policy.rules, place, endpoints)
  const levelOf = policy.by === 'labels' ? byLabels(policy.labels, place) : byRegion(policy.regions, place)
  const levels = Map.groupBy(endpoints, levelOf)
  return { groups: [...levels].sort(([a], [b]) => a - b).map(([, group]) => group) }
}

function distributed(
  rules: readonly Distribution[],
  { locality }: Place,
  endpoints: readonly Endpoint[],
): Groups | undefined {
  const rule = rules.find(({ from }) => covers(from, locality))
  if (rule === undefined) return undefined
  const groups: Endpoint[][] = []
  const weights: number[] = []
  const placed = new Set<Endpoint>()
  for (const [to, weight] of Object.entries(rule.to)) {
    const found = endpoints.filter((one) => !placed.has(one) && covers(to, localityOf(one)))
    const byLocality = Map.groupBy(found, localityOf)
    for (const group of byLocality.values()) {
      groups.push(group)
      // Within it by how many there are.
      weights.push((weight * group.length) / found.length)
    }
    for (const one of found) placed.add(one)
  }
  return { groups, weights }
}

const localityOf = ({ locality }: Endpoint) => locality ?? nowhere

/** `*`, `region/*`, `region/zone/*`, or as far as it goes. */
function covers(pattern: string, locality: string): boolean {
  const parts = locality.split('/')
  return pattern.split('/').every((one, index) => one === '*' || one === '' || one === parts[index])
}

function byRegion(regions: readonly RegionFailover[], { locality }: Place): (endpoint: Endpoint) => number {
  const [region, zone, subzone] = locality.split('/')
  const next = regions.find(({ from }) => from === region)?.to
  return (endpoint) => {
    const [theirs, theirZone, theirSubzone] = localityOf(endpoint).split('/')
    if (theirs !== region) return next === undefined || next === theirs ? 3 : 4
    if (theirZone !== zone) return 2
    return theirSubzone === subzone ? 0 : 1
  }
}

/** `label`, or `label=value` in place of the proxy's own. */
function byLabels(labels: readonly string[], place: Place): (endpoint: Endpoint) => number {
  const own = labelsAt(place.labels, place)
  const wanted = labels.map((label) => {
    const at = label.indexOf('=')
    const name = at === -1 ? label : label.slice(0, at)
    return [name, at === -1 ? own(name) : label.slice(at + 1)] as const
  })
  return (endpoint) => {
    const theirs = labelsAt(endpoint.labels, endpoint)
    const differs = wanted.findIndex(([name, value]) => theirs(name) !== value)
    return differs === -1 ? 0 : wanted.length - differs
  }
}

function labelsAt(labels: PodLabels, at: { readonly locality?: string; readonly cluster: string }) {
  const [region, zone, subzone] = (at.locality ?? nowhere).split('/')
  const topology: PodLabels = {
    'topology.kubernetes.io/region': region ?? '',
    'topology.kubernetes.io/zone': zone ?? '',
    'topology.istio.io/subzone': subzone ?? '',
    'topology.istio.io/cluster': at.cluster,
    'topology.istio.io/network': at.cluster,
  }
  return (name: string) => topology[name] ?? labels[name] ?? ''
}

/** Of a pod: what its label says, else its node's labels. */
export function localityOfPod(pod: PodLabels, node: PodLabels = {}): string {
  const own = pod['istio-locality']
  if (own !== undefined) return localityText(...(own.includes('/') ? own.split('/') : own.split('.')))
  return localityText(
    node['topology.kubernetes.io/region'],
    node['topology.kubernetes.io/zone'],
    node['topology.istio.io/subzone'],
  )
}
