/**
 * The nodes of one cluster with their kubelets, and the scheduler that fills them. Everything that anybody else needs
 * to know about a pod stands in its status.
 *
 * 1. A pod without a node gets the emptiest one of those that take pods.
 * 2. Its run is started, stepped when something is due, and its status written whenever it says something new.
 * 3. A pod that is deleted stops being ready at once, drains, says that it has ended, and is removed.
 */
import { isDeepStrictEqual } from 'node:util'
import { type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { type ClusterApi, ClusterApiError } from '../cluster-api.ts'
import { noPrograms, type Programs } from '../programs.ts'
import { createEventRecorder } from '../reconcile/event-recorder.ts'
import { createObjectCache, keyOf, splitKey } from '../reconcile/object-cache.ts'
import { createWorkQueue } from '../reconcile/work-queue.ts'
import { timeText } from '../time-text.ts'
import type { Around, RestartPolicy } from './container-run.ts'
import { nodeAddress } from './node-object.ts'
import { podAddresses } from './pod-addresses.ts'
import { adoptPod, hasStopped, nextPodStepMs, type PodRun, startPod, stepPod } from './pod-run.ts'
import { podStatus } from './pod-status.ts'
import { drawMs } from './pod-times.ts'
import { createProgramRuns } from './program-runs.ts'
import { registerNodes } from './register-nodes.ts'

export interface KubeletOptions {
  readonly api: ClusterApi
  readonly clock: Clock
  readonly random: () => number
  readonly log: (line: string) => void
  readonly nodeNames: readonly string[]
  /** Another one in each cluster, such as 10.244.0.0/16. */
  readonly podCidr: string
  /** False where the cluster has a scheduler of its own. */
  readonly schedules?: boolean
  /** Nothing is done for the pods of a lost node until it is back. */
  readonly isLost?: (node: string) => boolean
  readonly onPodGone?: (pod: Pod) => void
  readonly programs?: Programs
}

/** While its node is lost, or there is none for it. */
const lookAgainMs = 500

export function startKubelet(options: KubeletOptions): { close(): void } {
  const { api, clock, random, log, nodeNames, podCidr, schedules = true, onPodGone } = options
  const { isLost = () => false, programs = noPrograms } = options
  const closing = new AbortController()
  const events = createEventRecorder({ api, clock, log })
  const pods = createObjectCache<Pod>(api, resources.pod, ({ spec }) => [spec.nodeName ?? ''])
  const nodes = createObjectCache<KubeObject>(api, resources.node)
  const addresses = podAddresses(podCidr)
  const runs = new Map<string, PodRun>()
  /** The status that each pod has from us; the API server may have written it in its own way. */
  const said = new Map<string, Pod['status']>()
  /** Uids of pods whose status is being written: what changes in it meanwhile is our own word. */
  const telling = new Set<string>()
  const scheduleAtMs = new Map<string, number>()
  /** Uids of pods that were told that no node takes them. */
  const waiting = new Set<string>()
  /** By node. */
  const images = new Map(nodeNames.map((node) => [node, new Set<string>()]))
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (key, error) => log(`pod ${key}: ${String(error)}`),
    workers: 32,
  })

  const programRuns = createProgramRuns(programs, (pod) => queue.add(keyOf(pod)))

  pods.listen(({ type, object, before }) => {
    if (type === 'DELETED') forget(object)
    else if (!telling.has(object.metadata.uid ?? '') || isAskedAnew(before, object)) queue.add(keyOf(object))
  })

  function forget(pod: Pod): void {
    const uid = pod.metadata.uid ?? ''
    const run = runs.get(uid)
    scheduleAtMs.delete(uid)
    waiting.delete(uid)
    programRuns.stop(pod)
    if (run === undefined) return
    runs.delete(uid)
    said.delete(uid)
    addresses.free(run.ip)
    onPodGone?.(pod)
  }

  async function reconcile(key: string): Promise<void> {
    const { namespace, name } = splitKey(key)
    const pod = pods.get(namespace, name)
    if (pod === undefined) return
    if (pod.spec.nodeName === undefined) return schedules ? schedule(key, pod) : undefined
    if (!nodeNames.includes(pod.spec.nodeName)) return
    if (isLost(pod.spec.nodeName)) {
      // Others have written about it in between.
      said.delete(pod.metadata.uid ?? '')
      return queue.addAfter(key, lookAgainMs)
    }
    const known = runs.get(pod.metadata.uid ?? '')
    if (known === undefined && hasEnded(pod)) return endAfterAll(pod)
    await advance(key, pod, known ?? begin(pod))
  }

  async function schedule(key: string, pod: Pod): Promise<void> {
    const { uid = '', namespace, name, deletionTimestamp } = pod.metadata
    if (deletionTimestamp !== undefined) return removePod(pod)
    const atMs = scheduleAtMs.get(uid) ?? clock.now() + drawMs('schedule', random)
    scheduleAtMs.set(uid, atMs)
    if (atMs > clock.now()) return queue.addAfter(key, atMs - clock.now())
    const [nodeName] = nodeNames
      .filter((node) => !isLost(node) && !isCordoned(nodes.get(undefined, node)))
      .sort((a, b) => pods.countIndexed(a) - pods.countIndexed(b))
    if (nodeName === undefined) return await letWait(key, pod)
    scheduleAtMs.delete(uid)
    waiting.delete(uid)
    pods.remember(await api.patch<Pod>(resources.pod, namespace, name, { spec: { nodeName } }))
    const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`
    events.record({ component: 'default-scheduler', host: 'control-plane' }, pod, {
      ...{ type: 'Normal', reason: 'Scheduled', message, action: 'Binding' },
    })
  }

  /** In the words of the real scheduler. */
  async function letWait(key: string, pod: Pod): Promise<void> {
    const { uid = '', namespace, name } = pod.metadata
    if (!waiting.has(uid)) {
      const all = nodeNames.length
      const none = `0/${all} nodes are available`
      const message = `${none}: ${all} node(s) were unschedulable. preemption: ${none}: ${all} Preemption is not helpful for scheduling.`
      const lastTransitionTime = timeText(clock.now())
      const reason = 'Unschedulable'
      const condition = { type: 'PodScheduled', status: 'False', reason, message, lastTransitionTime }
      const status = { phase: 'Pending', conditions: [condition] }
      pods.remember(await api.patch<Pod>(resources.pod, namespace, name, { status }, 'status'))
      events.record({ component: 'default-scheduler', host: 'control-plane' }, pod, {
        ...{ type: 'Warning', reason: 'FailedScheduling', message, action: 'Scheduling' },
      })
      waiting.add(uid)
    }
    queue.addAfter(key, lookAgainMs)
  }

  function begin(pod: Pod): PodRun {
    const address = pod.status?.podIP
    if (address !== undefined) {
      addresses.claim(address)
      return adoptPod(pod, address, around(pod))
    }
    const { run, reports } = startPod(pod, addresses.take(), around(pod))
    for (const report of reports) events.record(sourceOf(pod), pod, report)
    return run
  }

  async function advance(key: string, pod: Pod, before: PodRun): Promise<void> {
    const { run, reports } = stepPod(pod, before, around(pod))
    runs.set(pod.metadata.uid ?? '', run)
    for (const report of reports) {
      events.record(sourceOf(pod), pod, report)
      const image = run.containers.find(({ name }) => name === report.container)?.image
      if (report.reason === 'Pulled' && image !== undefined) images.get(pod.spec.nodeName ?? '')?.add(image)
    }
    const nextMs = nextPodStepMs(run)
    if (nextMs !== undefined) queue.addAfter(key, Math.max(0, nextMs - clock.now()))
    await say(pod, run)
    if (pod.metadata.deletionTimestamp === undefined) programRuns.follow(pod, run)
    else programRuns.stop(pod)
    if (pod.metadata.deletionTimestamp !== undefined && hasStopped(run)) await removePod(pod)
  }

  async function say(pod: Pod, run: PodRun): Promise<void> {
    const host = nodeAddress(podCidr, nodeNames.indexOf(pod.spec.nodeName ?? ''))
    const status = podStatus(pod, run, host, clock.now())
    const { uid = '', namespace, name } = pod.metadata
    if (isDeepStrictEqual(status, said.get(uid))) return
    telling.add(uid)
    try {
      pods.remember(await api.patch<Pod>(resources.pod, namespace, name, { status }, 'status'))
      said.set(uid, status)
    } finally {
      telling.delete(uid)
    }
  }

  async function endAfterAll(pod: Pod): Promise<void> {
    if (pod.metadata.deletionTimestamp !== undefined) await removePod(pod)
  }

  async function removePod({ metadata }: Pod): Promise<void> {
    try {
      await api.delete(resources.pod, metadata.namespace, metadata.name, { gracePeriodSeconds: 0 })
    } catch (error) {
      if (!(error instanceof ClusterApiError && error.status === 404)) throw error
    }
  }

  function around(pod: Pod): Around {
    const { name, namespace, uid } = pod.metadata
    return {
      nowMs: clock.now(),
      random,
      pod: `${name}_${namespace}(${uid})`,
      restartPolicy: (pod.spec.restartPolicy as RestartPolicy | undefined) ?? 'Always',
      hasImage: (image) => images.get(pod.spec.nodeName ?? '')?.has(image) === true,
      isRunElsewhere: (container) =>
        pod.spec.containers.some((one) => one.name === container && programs.has(one)),
      exitCodeOf: (container, startedAtMs) => programRuns.exitCodeOf(pod, container, startedAtMs),
    }
  }

  const sourceOf = ({ spec }: Pod) => ({ component: 'kubelet', host: spec.nodeName ?? '' })

  const registry = registerNodes({ api, clock, log, nodeNames, podCidr, isLost })
  Promise.all([registry.registered, nodes.start(closing.signal), pods.start(closing.signal)]).then(
    () => queue.start(),
    (error: unknown) => log(`the kubelet could not read the cluster: ${String(error)}`),
  )

  return {
    close() {
      closing.abort()
      registry.close()
      events.close()
      queue.close()
    },
  }
}

const isAskedAnew = (before: Pod | undefined, { spec, metadata }: Pod) =>
  before?.spec !== spec ||
  before.metadata.uid !== metadata.uid ||
  before.metadata.deletionTimestamp !== metadata.deletionTimestamp

const isCordoned = (node: KubeObject | undefined) =>
  (node?.spec as { unschedulable?: boolean } | undefined)?.unschedulable === true

const hasEnded = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed'
