/** From the objects of a cluster to the facts that decide() takes. */
import type { VirtualService } from '../model/istio.ts'
import {
  type Deployment,
  type EndpointSlice,
  matchesSelector,
  type Pod,
  type Service,
} from '../model/kube.ts'
import { type CanaryNames, canaryLabel } from './names.ts'
import { hashOnPrimary, primarySelector, targetSelector } from './objects.ts'
import type { Observation, SideSeen } from './observation.ts'
import { leadsToService, routeForm } from './routes.ts'
import { canonicalJson, templateHash } from './template-hash.ts'

/** What lies in the namespace; VirtualServices of every namespace. */
export interface CanaryObjects {
  readonly target: Deployment | undefined
  readonly primary: Deployment | undefined
  readonly apexService: Service | undefined
  readonly primaryService: Service | undefined
  readonly canaryService: Service | undefined
  readonly slices: readonly EndpointSlice[]
  readonly pods: readonly Pod[]
  readonly virtualServices: readonly VirtualService[]
}

/** `apexSelector`: what the apex selected before the canary. */
export function observe(
  objects: CanaryObjects,
  names: CanaryNames,
  apexSelector: Readonly<Record<string, string>>,
): Pick<Observation, 'target' | 'primary' | 'services' | 'apex' | 'route' | 'leftovers'> {
  const { target, primary, apexService, primaryService, canaryService } = objects
  const targetPods = readyPods(objects.pods, targetSelector(names))
  const primaryPods = readyPods(objects.pods, primarySelector(names))
  const routes = objects.virtualServices.filter((vs) => leadsToService(vs, names))
  const side = (deployment: Deployment, service: Service | undefined, pods: Set<string>, hash: string) =>
    sideOf(deployment, pods, addresses(objects.slices, service?.metadata.name), hash)
  return {
    target:
      target === undefined
        ? null
        : side(target, canaryService, targetPods, templateHash(target.spec.template)),
    primary:
      primary === undefined
        ? null
        : side(primary, primaryService, primaryPods, hashOnPrimary(primary) ?? 'unknown'),
    services: primaryService !== undefined && canaryService !== undefined,
    apex: {
      selects: apexSelects(apexService, names, apexSelector),
      serves: apexServes(addresses(objects.slices, names.apexService), targetPods, primaryPods),
    },
    route: routeForm(routes, names),
    leftovers:
      [primary, primaryService, canaryService].some((one) => one !== undefined) ||
      objects.virtualServices.some((vs) => isOwn(vs, names)),
  }
}

/** Made by Aviary for this service: it is labelled, and has the service's name. */
export const isOwn = (vs: VirtualService, names: CanaryNames) =>
  vs.metadata.namespace === names.namespace &&
  vs.metadata.name === names.apexService &&
  vs.metadata.labels?.[canaryLabel] !== undefined

function sideOf(
  deployment: Deployment,
  pods: ReadonlySet<string>,
  slice: ReadonlySet<string> | undefined,
  hash: string,
): SideSeen {
  const replicas = deployment.spec.replicas ?? 1
  // Before its Service is made the target's own pods are all there is to go by.
  const ready = slice ?? pods
  return {
    replicas,
    readyAddresses: ready.size,
    ready: replicas > 0 && isRolledOut(deployment) && ready.size >= replicas && sameSet(ready, pods),
    hash,
    stuck: (deployment.status?.conditions ?? []).some(
      (one) => one.type === 'Progressing' && one.reason === 'ProgressDeadlineExceeded',
    ),
  }
}

/** As `kubectl rollout status` has it. */
function isRolledOut({ metadata, spec, status }: Deployment): boolean {
  const replicas = spec.replicas ?? 1
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) return false
  return [status?.updatedReplicas, status?.replicas, status?.availableReplicas].every(
    (count) => (count ?? 0) === replicas,
  )
}

function readyPods(pods: readonly Pod[], selector: Readonly<Record<string, string>>): Set<string> {
  const ready = pods.filter(
    (pod) =>
      matchesSelector(selector, pod.metadata.labels) &&
      pod.metadata.deletionTimestamp === undefined &&
      pod.status?.podIP !== undefined &&
      (pod.status.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True'),
  )
  return new Set(ready.map((pod) => pod.status?.podIP ?? ''))
}

/** Ready addresses of a Service; undefined when there is no such Service. */
function addresses(
  slices: readonly EndpointSlice[],
  service: string | undefined,
): ReadonlySet<string> | undefined {
  if (service === undefined) return undefined
  const own = slices.filter((one) => one.metadata.labels?.['kubernetes.io/service-name'] === service)
  const endpoints = own.flatMap((slice) => slice.endpoints ?? [])
  // An unset `ready` means ready (EndpointSlice API).
  return new Set(
    endpoints
      .filter((one) => one.conditions?.ready !== false && one.conditions?.terminating !== true)
      .flatMap((one) => one.addresses),
  )
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one))
}

function apexSelects(
  apex: Service | undefined,
  names: CanaryNames,
  original: Readonly<Record<string, string>>,
): Observation['apex']['selects'] {
  if (apex === undefined) return 'gone'
  const selector = canonicalJson(apex.spec.selector ?? {})
  if (selector === canonicalJson(primarySelector(names))) return 'primary'
  return selector === canonicalJson(original) ? 'target' : 'other'
}

function apexServes(
  served: ReadonlySet<string> | undefined,
  target: ReadonlySet<string>,
  primary: ReadonlySet<string>,
): Observation['apex']['serves'] {
  if (served === undefined || served.size === 0) return 'other'
  if (sameSet(served, target)) return 'target'
  return sameSet(served, primary) ? 'primary' : 'other'
}
