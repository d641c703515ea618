/** Scales the targets of HorizontalPodAutoscalers: every 15 s it looks at each, plans, does. */
import { isDeepStrictEqual } from 'node:util'
import { type KubeObject, type LabelSelector, type Resource, resources } from '#shared/model/kube.ts'
import { selects } from '../../api-server/selectors.ts'
import { ClusterApiError } from '../../cluster-api.ts'
import { keyOf, splitKey } from '../../reconcile/object-cache.ts'
import { statusPatch } from '../../reconcile/status-patch.ts'
import { createWorkQueue } from '../../reconcile/work-queue.ts'
import { timeMs } from '../../time-text.ts'
import type { ResourceMetrics } from '../../usage/resource-metrics.ts'
import { type Controller, type ControllerContext, podsInKey } from '../controller.ts'
import type { Autoscaler, AutoscalerStatus } from './autoscaler.ts'
import type { PodFigures } from './evaluate-metric.ts'
import { planScaling } from './plan-scaling.ts'
import { type Said, withSaid } from './scaling-conditions.ts'
import { noMemory, type ScalingMemory } from './scaling-limits.ts'

const source = { component: 'horizontal-pod-autoscaler' }
const lookEveryMs = 15_000

interface Scalable extends KubeObject {
  spec: { replicas?: number; selector: LabelSelector }
  status?: { replicas?: number }
}

const scalable: readonly Resource[] = [
  resources.deployment,
  resources.replicaSet,
  { group: 'apps', version: 'v1', kind: 'StatefulSet', plural: 'statefulsets', namespaced: true },
]

export function autoscalerController(
  context: ControllerContext,
  metrics: Pick<ResourceMetrics, 'pods'> | undefined,
): Controller {
  const { api, clock, caches, events, log } = context
  const { autoscalers, pods } = caches
  const memories = new Map<string, ScalingMemory>()
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (key, error) => log(`autoscaler ${key}: ${String(error)}`),
  })

  autoscalers.listen(({ type, object }) => {
    if (type === 'DELETED') memories.delete(keyOf(object))
    else queue.addAfter(keyOf(object), lookEveryMs)
  })

  async function reconcile(key: string): Promise<void> {
    const { namespace, name } = splitKey(key)
    const autoscaler = autoscalers.get(namespace, name)
    if (autoscaler === undefined) return
    queue.addAfter(key, lookEveryMs)
    const target = await targetOf(autoscaler)
    if (target instanceof Error) return await sayNoTarget(autoscaler, target)
    await scaleAsPlanned(key, autoscaler, target)
  }

  async function targetOf({ metadata, spec }: Autoscaler): Promise<Scalable | Error> {
    const { apiVersion = 'v1', kind, name } = spec.scaleTargetRef
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
    const resource = scalable.find((one) => one.group === group && one.kind === kind)
    if (resource === undefined) return new Error(`no matches for kind "${kind}" in group "${group}"`)
    const found = await api.get<Scalable>(resource, metadata.namespace, name)
    return found ?? new Error(`${resource.plural}.${resource.group} "${name}" not found`)
  }

  async function sayNoTarget(autoscaler: Autoscaler, { message }: Error): Promise<void> {
    events.record(source, autoscaler, { type: 'Warning', reason: 'FailedGetScale', message })
    await say(autoscaler, {
      type: 'AbleToScale',
      status: 'False',
      reason: 'FailedGetScale',
      message: `the HPA controller was unable to get the target's current scale: ${message}`,
    })
  }

  async function say(autoscaler: Autoscaler, said: Said): Promise<void> {
    const status = autoscaler.status ?? { desiredReplicas: 0 }
    const conditions = withSaid(status.conditions ?? [], said, clock.now())
    await report(autoscaler, { ...status, conditions })
  }

  async function scaleAsPlanned(key: string, autoscaler: Autoscaler, target: Scalable): Promise<void> {
    const {
      rescale,
      status,
      memory,
      events: reports,
    } = planScaling({
      autoscaler,
      currentReplicas: target.spec.replicas ?? 1,
      pods: podsOf(target),
      figures: figuresIn(target.metadata.namespace),
      memory: memories.get(key) ?? noMemory,
      nowMs: clock.now(),
    })
    for (const one of reports) events.record(source, autoscaler, one)
    if (rescale !== undefined) {
      try {
        await scale(target, rescale.to)
      } catch (error) {
        return await sayNotScaled(autoscaler, rescale, error as Error)
      }
      const message = `New size: ${rescale.to}; reason: ${rescale.reason}`
      events.record(source, autoscaler, { type: 'Normal', reason: 'SuccessfulRescale', message })
    }
    memories.set(key, memory)
    await report(autoscaler, status)
  }

  async function scale({ apiVersion, kind, metadata }: Scalable, replicas: number): Promise<void> {
    const resource = scalable.find((one) => apiVersion.startsWith(one.group) && one.kind === kind)
    if (resource === undefined) throw new Error(`${kind} cannot be scaled`)
    await api.patch(resource, metadata.namespace, metadata.name, { spec: { replicas } }, 'scale')
  }

  async function sayNotScaled(
    autoscaler: Autoscaler,
    { to, reason }: { to: number; reason: string },
    error: Error,
  ): Promise<void> {
    if (error instanceof ClusterApiError && error.status === 409) throw error
    const words = `New size: ${to}; reason: ${reason}; error: ${error.message}`
    events.record(source, autoscaler, { type: 'Warning', reason: 'FailedRescale', message: words })
    await say(autoscaler, {
      type: 'AbleToScale',
      status: 'False',
      reason: 'FailedUpdateScale',
      message: `the HPA controller was unable to update the target scale: ${error.message}`,
    })
  }

  const podsOf = ({ metadata, spec }: Scalable) =>
    pods
      .indexed(podsInKey(metadata.namespace))
      .filter((pod) => selects(spec.selector, pod.metadata.labels ?? {}))

  function figuresIn(namespace: string | undefined): readonly PodFigures[] | Error {
    if (metrics === undefined)
      return new Error('the server could not find the requested resource (get pods.metrics.k8s.io)')
    return metrics
      .pods()
      .filter(({ metadata }) => metadata.namespace === namespace)
      .map(({ metadata, timestamp, window, containers }) => ({
        pod: metadata.name,
        atMs: timeMs(timestamp),
        windowMs: Number.parseFloat(window) * 1000,
        containers: containers.map(({ name, usage }) => ({ name, usage: { ...usage } })),
      }))
  }

  async function report(autoscaler: Autoscaler, status: AutoscalerStatus): Promise<void> {
    if (isDeepStrictEqual(status, autoscaler.status)) return
    const { namespace, name } = autoscaler.metadata
    const patch = statusPatch(autoscaler.status, status)
    await api.patch<Autoscaler>(resources.horizontalPodAutoscaler, namespace, name, patch, 'status')
  }

  return { start: () => queue.start(), close: () => queue.close() }
}
