/**
 * One look of the DaemonSet controller: a pod for each node that its template asks for, and on a change of the template one node after the other: as
 * many at once as may be unavailable, or as may have a second pod (pkg/controller/daemon, podsShouldBeOnNode and
 * rollingUpdate).
 */
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject, LabelSelector, Pod, PodTemplate, Resource } from '#shared/model/kube.ts'
import { asksForNode } from './node-affinity.ts'
import { hashOf } from './plan-revisions.ts'
import { availableAtMs, isActive, isReady } from './pod-readiness.ts'

export interface DaemonSet extends KubeObject {
  spec: {
    selector: LabelSelector
    template: PodTemplate
    minReadySeconds?: number
    revisionHistoryLimit?: number
    updateStrategy?: {
      type?: string
      rollingUpdate?: { maxUnavailable?: number | string; maxSurge?: number | string }
    }
  }
  status?: Record<string, unknown> & { collisionCount?: number }
}

export const daemonSetResource: Resource = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  namespaced: true,
}

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

/** What the set has on one node, the oldest first. */
interface Place {
  readonly node: string
  readonly all: readonly Pod[]
  /** Neither ended nor on their way out: of the present template, and of others. */
  readonly updated: readonly Pod[]
  readonly old: readonly Pod[]
  readonly ended: readonly Pod[]
}

interface Changes {
  readonly create: readonly string[]
  readonly remove: readonly Pod[]
}

/** `pods`: all that it owns, also those that are going. `all`: each node that there is. `hash`: of the present template. */
export function planDaemons(
  set: DaemonSet,
  pods: readonly Pod[],
  all: readonly KubeObject[],
  hash: string | undefined,
  nowMs: number,
): DaemonPlan {
  const asked = all.filter((node) => asksForNode(set.spec.template.spec, node))
  const nodes = asked.map(({ metadata }) => metadata.name)
  const misplaced = all.filter(
    (node) =>
      !asked.includes(node) && pods.some((pod) => pod.spec.nodeName === node.metadata.name && !isOver(pod)),
  )
  const isUpdated = (pod: Pod) => hashOf(pod) === hash
  const availableFrom = (pod: Pod) => availableAtMs(pod, set.spec.minReadySeconds ?? 0)
  const isAvailable = (pod: Pod) => (availableFrom(pod) ?? Number.POSITIVE_INFINITY) <= nowMs
  const places = nodes.map((node): Place => {
    const all = pods.filter((pod) => pod.spec.nodeName === node && !isOver(pod)).toSorted(byAge)
    const running = all.filter(isActive)
    return {
      ...{ node, all, updated: running.filter(isUpdated), old: running.filter((pod) => !isUpdated(pod)) },
      ended: all.filter((pod) => hasEnded(pod) && !isLeaving(pod)),
    }
  })
  const oldest = places.flatMap(({ all: [first] }) => (first === undefined ? [] : [first]))
  const available = oldest.filter(isAvailable).length
  const status = {
    ...{ currentNumberScheduled: oldest.length, numberMisscheduled: misplaced.length },
    desiredNumberScheduled: nodes.length,
    numberReady: oldest.filter(isReady).length,
    observedGeneration: set.metadata.generation ?? 0,
    ...counted('updatedNumberScheduled', oldest.filter(isUpdated).length),
    ...counted('numberAvailable', available),
    ...counted('numberUnavailable', nodes.length - available),
    ...(set.status?.collisionCount === undefined ? {} : { collisionCount: set.status.collisionCount }),
  }
  const { maxSurge, maxUnavailable } = limitsOf(set, nodes.length)
  const changes = (): Changes => {
    const kept = perNode(places, maxSurge > 0, isAvailable)
    const strays = pods.filter((pod) => isActive(pod) && !nodes.includes(pod.spec.nodeName ?? ''))
    const now = { create: kept.create, remove: [...kept.remove, ...strays] }
    const isQuiet = now.create.length === 0 && now.remove.length === 0
    if (!isQuiet || set.spec.updateStrategy?.type === 'OnDelete') return now
    return maxSurge > 0
      ? beside(places, maxSurge, isAvailable)
      : inPlaceOf(places, maxUnavailable, isAvailable)
  }
  const times = oldest.map(availableFrom).filter((atMs) => atMs !== undefined && atMs > nowMs) as number[]
  return {
    ...changes(),
    ...(isDeepStrictEqual(status, set.status) ? {} : { status }),
    ...(times.length === 0 ? {} : { recheckAtMs: Math.min(...times) }),
  }
}

type Test = (pod: Pod) => boolean

/** One pod each; where a second may stand beside it, until the new one is available or the old one is not ready. */
function perNode(places: readonly Place[], surges: boolean, isAvailable: Test): Changes {
  const isBare = ({ all, updated, old, ended }: Place) =>
    all.length === 0 || (surges && updated.length + old.length + ended.length === 0)
  const excess = ({ updated, old }: Place): Pod[] => {
    if (!surges) return [...updated, ...old].toSorted(byAge).slice(1)
    const [newPod, ...moreUpdated] = updated
    const [oldPod, ...moreOld] = old
    const isDone = newPod !== undefined && oldPod !== undefined && (!isReady(oldPod) || isAvailable(newPod))
    return [...moreUpdated, ...moreOld, ...(isDone ? [oldPod] : [])]
  }
  return {
    create: places.filter(isBare).map(({ node }) => node),
    remove: places.flatMap((place) => [...place.ended, ...excess(place)]),
  }
}

/** Old pods end first, and their nodes get new ones once they are gone. */
function inPlaceOf(places: readonly Place[], maxUnavailable: number, isAvailable: Test): Changes {
  const served = places.filter(({ updated, old }) => [...updated, ...old].some(isAvailable))
  const olds = places.flatMap(({ old }) => old)
  const allowed = Math.max(0, maxUnavailable - (places.length - served.length))
  const useless = olds.filter((pod) => !isAvailable(pod))
  return { create: [], remove: [...useless, ...olds.filter(isAvailable).slice(0, allowed)] }
}

/** New pods come first; `perNode` ends the old ones. */
function beside(places: readonly Place[], maxSurge: number, isAvailable: Test): Changes {
  const due = places.filter(({ updated, old }) => old.length > 0 && updated.length === 0)
  const surging = places.filter(({ updated, old }) => old.length > 0 && updated.length > 0)
  const isServing = ({ old }: Place) => old.some(isAvailable)
  const allowed = Math.max(0, maxSurge - surging.length)
  const chosen = [...due.filter((place) => !isServing(place)), ...due.filter(isServing).slice(0, allowed)]
  return { create: chosen.map(({ node }) => node), remove: [] }
}

const hasEnded = ({ status }: Pod) => status?.phase === 'Failed' || status?.phase === 'Succeeded'
const isLeaving = ({ metadata }: Pod) => metadata.deletionTimestamp !== undefined
const isOver = (pod: Pod) => hasEnded(pod) && isLeaving(pod)

function byAge(a: Pod, b: Pod): number {
  const [x, y] = [a, b].map(({ metadata }) => `${metadata.creationTimestamp} ${metadata.name}`) as [
    string,
    string,
  ]
  return x < y ? -1 : 1
}

/** The API leaves these out when they are 0. */
const counted = (name: string, count: number) => (count === 0 ? {} : { [name]: count })

/** Shares are rounded up; one of the two is more than 0. */
function limitsOf({ spec }: DaemonSet, nodes: number): { maxSurge: number; maxUnavailable: number } {
  const { maxSurge = 0, maxUnavailable = 1 } = spec.updateStrategy?.rollingUpdate ?? {}
  const count = (asked: number | string) =>
    typeof asked === 'number' ? asked : Math.ceil((Number.parseInt(asked, 10) * nodes) / 100)
  const surge = count(maxSurge)
  return {
    maxSurge: surge,
    maxUnavailable: surge === 0 ? Math.max(1, count(maxUnavailable)) : count(maxUnavailable),
  }
}
