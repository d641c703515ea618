/**
 * What a sidecar is shown of the mesh: what its namespace may see (exportTo), and of that the hosts that its Sidecar
 * object lists for egress. One of the workload goes before one of the namespace, and that before one of istio-system.
 * A DestinationRule with a workloadSelector is for those pods of its namespace alone, and goes before others for its host.
 */
import type { DestinationRule } from '#shared/model/istio.ts'
import { matchesSelector } from '#shared/model/kube.ts'
import { coversHost } from '../host-pattern.ts'
import type { SidecarObject } from './mesh-kinds.ts'
import { fullHost, type MeshObjects, namespaceOf, oldestFirst, type PodLabels } from './mesh-objects.ts'

const rootNamespace = 'istio-system'
const exportAnnotation = 'networking.istio.io/exportTo'

export interface Scope {
  readonly objects: MeshObjects
  /** By full host name and the namespace of the object that has it; without a port at any. */
  readonly shows: (host: string, namespace: string, port?: number) => boolean
}

interface Exported {
  readonly metadata: { readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> }
}

const exportOf = (object: Exported): readonly string[] => {
  const { spec } = object as { spec?: { exportTo?: string[] } }
  const annotated = object.metadata.annotations?.[exportAnnotation]
  return spec?.exportTo ?? annotated?.split(',').map((one) => one.trim()) ?? ['*']
}

function isVisible(object: Exported, namespace: string): boolean {
  const to = exportOf(object)
  if (to.includes('*') || to.includes(namespace)) return true
  return to.includes('.') && object.metadata.namespace === namespace
}

/** False: every sidecar is shown everything. */
export function hasScopes(objects: MeshObjects): boolean {
  const limited = (object: Exported) => !exportOf(object).includes('*')
  return (
    objects.sidecars.length > 0 ||
    objects.destinationRules.some(isForSome) ||
    [...objects.virtualServices, ...objects.destinationRules, ...objects.serviceEntries].some(limited) ||
    objects.clusters.some(({ services }) => services.some(limited))
  )
}

export function scopeOf(objects: MeshObjects, namespace: string, labels: PodLabels): Scope {
  const seen = <T extends Exported>(all: readonly T[]) => all.filter((one) => isVisible(one, namespace))
  const sidecar = sidecarOf(objects.sidecars, namespace, labels)
  const mode = sidecar?.spec.outboundTrafficPolicy?.mode
  const egress = sidecar?.spec.egress
  return {
    objects: {
      ...objects,
      clusters: objects.clusters.map((one) => ({ ...one, services: seen(one.services) })),
      virtualServices: seen(objects.virtualServices),
      destinationRules: rulesFor(seen(objects.destinationRules), namespace, labels),
      serviceEntries: seen(objects.serviceEntries),
      registryOnly: mode === undefined ? objects.registryOnly : mode === 'REGISTRY_ONLY',
    },
    shows: (host, of, port) =>
      egress?.some(
        ({ hosts = [], port: only }) =>
          (port ?? only?.number) === (only?.number ?? port) &&
          hosts.some((entry) => covers(entry, host, of, namespace)),
      ) ?? true,
  }
}

const selectorOf = ({ spec }: DestinationRule) =>
  (spec.workloadSelector as { matchLabels?: PodLabels } | undefined)?.matchLabels

export const isForSome = (rule: DestinationRule) => selectorOf(rule) !== undefined

function rulesFor(all: readonly DestinationRule[], namespace: string, labels: PodLabels): DestinationRule[] {
  const own = all.filter((one) => {
    const selector = selectorOf(one)
    return selector !== undefined && namespaceOf(one) === namespace && matchesSelector(selector, labels)
  })
  const hostOf = (one: DestinationRule) => fullHost(one.spec.host, namespaceOf(one))
  const taken = new Set(own.map(hostOf))
  return [...own, ...all.filter((one) => !isForSome(one) && !taken.has(hostOf(one)))]
}

function sidecarOf(sidecars: readonly SidecarObject[], namespace: string, labels: PodLabels) {
  const inOrder = oldestFirst(sidecars)
  const of = (where: string, fits: (selector: Record<string, string> | undefined) => boolean) =>
    inOrder.find(({ metadata, spec }) => metadata.namespace === where && fits(spec.workloadSelector?.labels))
  const any = (selector: unknown) => selector === undefined
  return (
    of(namespace, (selector) => selector !== undefined && matchesSelector(selector, labels)) ??
    of(namespace, any) ??
    of(rootNamespace, any)
  )
}

/** `./*`, `istio-system/*`, `shop/reviews.bookinfo.svc.cluster.local`. */
function covers(entry: string, host: string, of: string, own: string): boolean {
  const [where = '', name = ''] = entry.split('/')
  if (where !== '*' && (where === '.' ? own : where) !== of) return false
  return coversHost(name, host)
}
