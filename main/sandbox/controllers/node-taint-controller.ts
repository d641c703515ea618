/**
 * Nodes that are not well are tainted, and their pods go when they have tolerated that for long enough, five minutes
 * unless they say otherwise (pkg/controller/nodelifecycle and tainteviction). Their node cannot end them: they stay, on
 * their way out, until it is back.
 */
import { type Condition, type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import { keyOf, splitKey } from '../reconcile/object-cache.ts'
import { createWorkQueue } from '../reconcile/work-queue.ts'
import { timeMs, timeText } from '../time-text.ts'
import type { Controller, ControllerContext } from './controller.ts'
import { isActive } from './pod-readiness.ts'

interface Taint {
  key: string
  effect: string
  timeAdded?: string
}

interface Toleration {
  key?: string
  operator?: string
  effect?: string
  tolerationSeconds?: number
}

const unwell = ['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready']

/** Undefined for a node that is well. */
function taintOf({ status }: KubeObject): string | undefined {
  const ready = (status as { conditions?: Condition[] } | undefined)?.conditions?.find(
    ({ type }) => type === 'Ready',
  )
  if (ready === undefined || ready.status === 'True') return undefined
  return unwell[ready.status === 'Unknown' ? 0 : 1]
}

/** Undefined when it may stay for ever. */
export function goesAtMs({ spec }: Pod, taint: string, sinceMs: number): number | undefined {
  const tolerations = (spec.tolerations ?? []) as Toleration[]
  const fitting = tolerations.filter(
    ({ key, operator, effect }) =>
      (key === taint || (key === undefined && operator === 'Exists')) &&
      (effect === undefined || effect === 'NoExecute'),
  )
  if (fitting.length === 0) return sinceMs
  const seconds = fitting.flatMap(({ tolerationSeconds: given }) => (given === undefined ? [] : [given]))
  return seconds.length === 0 ? undefined : sinceMs + Math.max(0, Math.min(...seconds)) * 1000
}

export function nodeTaintController({ api, clock, caches, log }: ControllerContext): Controller {
  const { nodes, pods } = caches
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (key, error) => log(`node ${key}: ${String(error)}`),
  })
  const taintsOf = ({ spec }: KubeObject) => (spec as { taints?: Taint[] } | undefined)?.taints ?? []

  nodes.listen(({ object }) => {
    if (taintOf(object) !== undefined || taintsOf(object).some(({ key }) => unwell.includes(key)))
      queue.add(keyOf(object))
  })

  async function reconcile(key: string): Promise<void> {
    const node = nodes.get(undefined, splitKey(key).name)
    if (node === undefined) return
    const wanted = taintOf(node)
    const others = taintsOf(node).filter((taint) => !unwell.includes(taint.key))
    const there = taintsOf(node).find((taint) => taint.key === wanted && taint.effect === 'NoExecute')
    if (wanted === undefined) return write(node, others)
    const nowMs = clock.now()
    if (there === undefined) {
      const added = { key: wanted, effect: 'NoExecute', timeAdded: timeText(nowMs) }
      await write(node, [...others, { key: wanted, effect: 'NoSchedule', timeAdded: timeText(nowMs) }, added])
    }
    await evict(key, node, wanted, there === undefined ? nowMs : timeMs(there.timeAdded))
  }

  async function write({ metadata }: KubeObject, taints: readonly Taint[]): Promise<void> {
    const spec = { taints: taints.length === 0 ? null : taints }
    nodes.remember(await api.patch(resources.node, undefined, metadata.name, { spec }))
  }

  async function evict(key: string, { metadata }: KubeObject, taint: string, sinceMs: number): Promise<void> {
    let nextMs = Number.POSITIVE_INFINITY
    for (const pod of pods.all()) {
      if (pod.spec.nodeName !== metadata.name || !isActive(pod)) continue
      const atMs = goesAtMs(pod, taint, sinceMs)
      if (atMs === undefined) continue
      if (atMs <= clock.now()) await api.delete(resources.pod, pod.metadata.namespace, pod.metadata.name)
      else nextMs = Math.min(nextMs, atMs)
    }
    if (nextMs !== Number.POSITIVE_INFINITY) queue.addAfter(key, nextMs - clock.now())
  }

  return { start: () => queue.start(), close: () => queue.close() }
}
