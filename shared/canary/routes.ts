/**
 * Edits the user's own VirtualServices in place, and puts them back.
 *
 * A destination leads to the service when its host is one of the service's names. Per http route:
 * 1. the base is the route as the user wrote it: what is remembered, else what stands there when it names the apex
 * 2. `apex` is the base; `enter` adds primary and canary at weight 0; `split` replaces the destinations that lead to the
 *    service by primary and canary, and keeps every other destination's share
 * Matches, rewrites, timeouts and routes to other services are never touched.
 */
import type { HttpRoute, RouteDestination, VirtualService } from '../model/istio.ts'
import type { RouteTarget } from './decision.ts'
import { type CanaryNames, ownLabels } from './names.ts'
import type { RouteForm } from './observation.ts'
import { canonicalJson } from './template-hash.ts'

/** The user's destinations of one http route. */
export interface RouteOriginal {
  readonly key: string
  readonly route: readonly RouteDestination[]
}

type Role = 'apex' | 'primary' | 'canary'

function roleOf(host: string, vsNamespace: string, names: CanaryNames): Role | undefined {
  const [service, namespace = vsNamespace, ...rest] = host.split('.')
  const suffix = rest.join('.')
  if (namespace !== names.namespace || (suffix !== '' && suffix !== 'svc' && !suffix.startsWith('svc.')))
    return undefined
  if (service === names.apexService) return 'apex'
  if (service === names.primaryService) return 'primary'
  return service === names.canaryService ? 'canary' : undefined
}

function rolesIn(http: HttpRoute, vsNamespace: string, names: CanaryNames): (Role | undefined)[] {
  return (http.route ?? []).map(({ destination }) => roleOf(destination.host, vsNamespace, names))
}

const namespaceOf = (vs: VirtualService) => vs.metadata.namespace ?? ''

/** Some route of it leads to the service, or to the primary and canary that stand for it. */
export function leadsToService(vs: VirtualService, names: CanaryNames): boolean {
  return (vs.spec.http ?? []).some((http) =>
    rolesIn(http, namespaceOf(vs), names).some((role) => role !== undefined),
  )
}

/** Tells the routes of one VirtualService apart: their name, else their match; the same twice by their order. */
function keysOf(routes: readonly HttpRoute[]): string[] {
  const counts = new Map<string, number>()
  return routes.map((http) => {
    const key = http.name ?? canonicalJson(http.match ?? [])
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    return count === 0 ? key : `${key}#${count}`
  })
}

/** What has to be remembered of the VirtualService before its first edit: the known originals and those that are new. */
export function originalsOf(
  vs: VirtualService,
  names: CanaryNames,
  known: readonly RouteOriginal[] = [],
): RouteOriginal[] {
  const routes = vs.spec.http ?? []
  const keys = keysOf(routes)
  const standing = routes.flatMap((http, index): RouteOriginal[] => {
    const roles = rolesIn(http, namespaceOf(vs), names)
    const asWritten = roles.includes('apex') && !roles.includes('primary') && !roles.includes('canary')
    return asWritten ? [{ key: keys[index] ?? '', route: http.route ?? [] }] : []
  })
  const newer = new Map(standing.map((one) => [one.key, one]))
  const kept = known.map((one) => newer.get(one.key) ?? one)
  return [...kept, ...standing.filter((one) => !known.some((old) => old.key === one.key))]
}

export function withRoute(
  vs: VirtualService,
  names: CanaryNames,
  target: RouteTarget,
  originals: readonly RouteOriginal[],
): VirtualService {
  const routes = vs.spec.http ?? []
  const keys = keysOf(routes)
  const http = routes.map((route, index) => {
    const roles = rolesIn(route, namespaceOf(vs), names)
    if (roles.every((role) => role === undefined)) return route
    const original = originals.find((one) => one.key === keys[index])?.route
    const base = original ?? baseOf(route, roles, names)
    return { ...route, route: destinationsOf(base, namespaceOf(vs), names, target) }
  })
  return { ...vs, spec: { ...vs.spec, http } }
}

/** A route that nobody remembers: as it stands when it names the apex, else primary and canary become the apex. */
function baseOf(
  http: HttpRoute,
  roles: readonly (Role | undefined)[],
  names: CanaryNames,
): RouteDestination[] {
  const all = http.route ?? []
  const [first] = all.filter((_, index) => roles[index] !== undefined)
  if (first === undefined) return all
  const others = all.filter((_, index) => roles[index] === undefined)
  const share = all
    .filter((_, index) => roles[index] !== undefined)
    .reduce((sum, one) => sum + (one.weight ?? 0), 0)
  const { weight: _weight, ...rest } = first
  const apex = { ...rest, destination: { ...first.destination, host: hostOf(first, names.apexService) } }
  return others.length === 0 ? [apex] : [{ ...apex, weight: share }, ...others]
}

/** Short names stay short, qualified ones qualified. */
const hostOf = ({ destination }: RouteDestination, service: string) =>
  [service, ...destination.host.split('.').slice(1)].join('.')

function destinationsOf(
  base: readonly RouteDestination[],
  vsNamespace: string,
  names: CanaryNames,
  target: RouteTarget,
): RouteDestination[] {
  if (target.kind === 'apex') return [...base]
  const isApex = (one: RouteDestination) => roleOf(one.destination.host, vsNamespace, names) === 'apex'
  const weightOf = (one: RouteDestination) => one.weight ?? (base.length === 1 ? 100 : 0)
  const [first] = base.filter(isApex)
  if (first === undefined) return [...base]
  const standIn = (service: string, weight: number): RouteDestination => {
    // Primary and canary have no subsets: each has one set of pods.
    const { subset: _subset, ...destination } = first.destination
    return { ...first, destination: { ...destination, host: hostOf(first, service) }, weight }
  }
  if (target.kind === 'enter') {
    const apex = base.map((one) => ({ ...one, weight: weightOf(one) }))
    return [...apex, standIn(names.primaryService, 0), standIn(names.canaryService, 0)]
  }
  const others = base.filter((one) => !isApex(one))
  const share = base.filter(isApex).reduce((sum, one) => sum + weightOf(one), 0)
  // Weights are whole numbers relative to their sum: with others in the route each share is counted in hundredths.
  const unit = others.length === 0 ? 1 : share
  return [
    standIn(names.primaryService, unit * (100 - target.canaryWeight)),
    standIn(names.canaryService, unit * target.canaryWeight),
    ...others.map((one) => ({ ...one, weight: weightOf(one) * 100 })),
  ]
}

/** undefined where the route has nothing to split: it does not lead to the service, or gives it no share. */
function formOf(http: HttpRoute, vsNamespace: string, names: CanaryNames): RouteForm | undefined {
  const roles = rolesIn(http, vsNamespace, names)
  if (roles.every((role) => role === undefined)) return undefined
  const weight = (wanted: Role) =>
    (http.route ?? []).reduce((sum, one, index) => sum + (roles[index] === wanted ? (one.weight ?? 0) : 0), 0)
  const has = (role: Role) => roles.includes(role)
  if (has('apex') && !has('primary') && !has('canary')) return { kind: 'apex' }
  if (!has('primary') || !has('canary')) return { kind: 'mixed' }
  const parts = { apex: weight('apex'), primary: weight('primary'), canary: weight('canary') }
  if (has('apex')) return { kind: parts.primary + parts.canary === 0 ? 'enter' : 'mixed' }
  const sum = parts.primary + parts.canary
  if (sum === 0) return (http.route ?? []).length > 2 ? undefined : { kind: 'mixed' }
  return { kind: 'split', canaryWeight: (100 * parts.canary) / sum }
}

/** The form that all routes to the service share; `mixed` when they differ. */
export function routeForm(all: readonly VirtualService[], names: CanaryNames): RouteForm {
  const forms = all.flatMap((vs) =>
    (vs.spec.http ?? [])
      .map((http) => formOf(http, namespaceOf(vs), names))
      .filter((one) => one !== undefined),
  )
  const [first] = forms
  if (first === undefined) return { kind: 'none' }
  return forms.every((one) => canonicalJson(one) === canonicalJson(first)) ? first : { kind: 'mixed' }
}

/** For a service that has no route at all: one of Aviary's own, for the mesh, taken away again at the end. */
export function ownVirtualService(canary: string, names: CanaryNames): VirtualService {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: names.apexService, namespace: names.namespace, labels: ownLabels(canary) },
    spec: {
      hosts: [names.apexService],
      http: [{ route: [{ destination: { host: names.apexService } }] }],
    },
  }
}
