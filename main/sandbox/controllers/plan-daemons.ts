/**
 * One look of the DaemonSet controller: a pod for each node, and on a change of the template one node after the other, as
 * many at once as may be unavailable (pkg/controller/daemon).
 */
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject, LabelSelector, Pod, PodTemplate, Resource } from '#shared/model/kube.ts'
import { availableAtMs, isActive, isReady } from './pod-readiness.ts'
import { templateHash } from './pod-template.ts'

export interface DaemonSet extends KubeObject {
  spec: {
    selector: LabelSelector
    template: PodTemplate
    minReadySeconds?: number
    updateStrategy?: { type?: string; rollingUpdate?: { maxUnavailable?: number | string } }
  }
  status?: Record<string, unknown>
}

export const daemonSetResource: Resource = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  namespaced: true,
}

export const daemonHashLabel = 'controller-revision-hash'

interface Toleration {
  readonly key?: string
  readonly effect?: string
}

const tolerated = (effect: string, ...names: readonly string[]) =>
  names.map((name) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect }))

const ofDaemons: readonly Toleration[] = [
  ...tolerated('NoExecute', 'not-ready', 'unreachable'),
  ...tolerated('NoSchedule', 'disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'),
]

/** A daemon stays on its node whatever becomes of that (pkg/controller/daemon/util, AddOrUpdateDaemonPodTolerations). */
export function daemonTolerations({ tolerations = [] }: Pod['spec']): Toleration[] {
  const isOfDaemons = ({ key, effect }: Toleration) =>
    ofDaemons.some((one) => one.key === key && one.effect === effect)
  return [...(tolerations as Toleration[]).filter((one) => !isOfDaemons(one)), ...ofDaemons]
}

export interface DaemonPlan {
  /** Names of the nodes that get a pod. */
  readonly create: readonly string[]
  readonly remove: readonly Pod[]
  /** Undefined when the status in the cluster is right. */
  readonly status?: Record<string, unknown>
  readonly recheckAtMs?: number
}

/** `pods`: all that it owns, also those that are going. */
export function planDaemons(
  set: DaemonSet,
  pods: readonly Pod[],
  nodes: readonly string[],
  nowMs: number,
): DaemonPlan {
  const hash = templateHash(set.spec.template)
  const isUpdated = ({ metadata }: Pod) => metadata.labels?.[daemonHashLabel] === hash
  const availableFrom = (pod: Pod) => availableAtMs(pod, set.spec.minReadySeconds ?? 0)
  const isAvailable = (pod: Pod) => (availableFrom(pod) ?? Number.POSITIVE_INFINITY) <= nowMs
  const isPlaced = ({ spec }: Pod) => nodes.includes(spec.nodeName ?? '')
  const active = pods.filter(isActive)
  const placed = active.filter(isPlaced)
  const ended = pods.filter(
    ({ status, metadata }) => hasEnded(status) && metadata.deletionTimestamp === undefined,
  )
  const isGoing = set.metadata.deletionTimestamp !== undefined
  const bare = nodes.filter((node) => !pods.some(({ spec }) => spec.nodeName === node))
  const status = {
    ...{ currentNumberScheduled: placed.length, numberMisscheduled: active.length - placed.length },
    desiredNumberScheduled: nodes.length,
    numberReady: placed.filter(isReady).length,
    observedGeneration: set.metadata.generation ?? 0,
    ...counted('updatedNumberScheduled', placed.filter(isUpdated).length),
    ...counted('numberAvailable', placed.filter(isAvailable).length),
    ...counted('numberUnavailable', nodes.length - placed.filter(isAvailable).length),
  }
  const old = placed.filter((pod) => !isUpdated(pod))
  const allowed = maxUnavailableOf(set, nodes.length) - (nodes.length - placed.filter(isAvailable).length)
  const useless = old.filter((pod) => !isAvailable(pod))
  const replaced = [...useless, ...old.filter(isAvailable).slice(0, Math.max(0, allowed))]
  const times = placed.map(availableFrom).filter((atMs) => atMs !== undefined && atMs > nowMs) as number[]
  return {
    create: isGoing ? [] : bare,
    remove: isGoing
      ? []
      : [
          ...ended,
          ...active.filter((pod) => !isPlaced(pod)),
          ...(set.spec.updateStrategy?.type === 'OnDelete' ? [] : replaced),
        ],
    ...(isDeepStrictEqual(status, set.status) ? {} : { status }),
    ...(times.length === 0 ? {} : { recheckAtMs: Math.min(...times) }),
  }
}

const hasEnded = (status: Pod['status']) => status?.phase === 'Failed' || status?.phase === 'Succeeded'

/** The API leaves these out when they are 0. */
const counted = (name: string, count: number) => (count === 0 ? {} : { [name]: count })

function maxUnavailableOf({ spec }: DaemonSet, nodes: number): number {
  const asked = spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1
  if (typeof asked === 'number') return asked
  return Math.ceil((Number.parseInt(asked, 10) * nodes) / 100)
}
