/**
 * One namespace of one of the two control planes, with one kubelet that is the same for both. Nothing is left to speed:
 * the kubelet does one thing at a time, and only when the controllers have come to rest, which is a while and two rounds
 * of their pulse without a change; what stands in the cluster at each rest is the trace. In what order controllers that
 * work side by side write in between is a race on any cluster, and is not compared, nor is what two watches show of it;
 * the sizes of the ReplicaSets one after the other are, and so are the words of a Deployment about its rollout.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type KubeObject, type Pod, type Resource, resources } from '#shared/model/kube.ts'
import type { ApiEvent, ClusterApi } from '../../../main/sandbox/cluster-api.ts'
import { jobResource } from '../../../main/sandbox/controllers/job.ts'
import { daemonSetResource } from '../../../main/sandbox/controllers/plan-daemons.ts'
import { controllerRevisionResource } from '../../../main/sandbox/controllers/plan-revisions.ts'
import { timeText } from '../../../main/sandbox/time-text.ts'
import { type PodMetrics, podMetrics } from '../../../main/sandbox/usage/resource-metrics.ts'
import { pulseNamespace, startPulse } from './pulse.ts'
import { eventLines, isCounted, progressWords, revisionOf, type Seen, snapshotOf } from './snapshot.ts'

export const nodeName = 'node-1'

const watched = {
  deployments: resources.deployment,
  sets: resources.replicaSet,
  pods: resources.pod,
  slices: resources.endpointSlice,
  jobs: jobResource,
  daemons: daemonSetResource,
  revisions: controllerRevisionResource,
  autoscalers: resources.horizontalPodAutoscaler,
} as const

export interface World {
  create(resource: Resource, object: KubeObject): Promise<void>
  patch(resource: Resource, name: string, patch: object, subresource?: 'status' | 'scale'): Promise<void>
  delete(
    resource: Resource,
    name: string,
    propagationPolicy?: 'Foreground' | 'Background' | 'Orphan',
  ): Promise<void>
  /** Until the controllers rest and the kubelet has nothing to do; each rest is noted. */
  settle(): Promise<void>
  /** The same for so many things of the kubelet's at most. */
  steps(count: number): Promise<void>
  until(what: string, holds: (seen: Seen) => boolean): Promise<void>
  /** What each running pod takes from now on, in thousandths of a core. */
  usesCpu(milli: number): void
  seen(): Seen
}

/** Against hanging. */
const longestMs = 200_000
/** Controllers that have not counted what is there are late, not at rest; some never will. */
const longestLagMs = 5_000

interface Watching {
  follow(namespace: string, quietMs: number): { world: World; trace: unknown[]; end(): Promise<void> }
  /** As metrics-server would tell. */
  usage(): PodMetrics[]
  close(): Promise<void>
}

interface State {
  readonly seen: Record<keyof typeof watched, Map<string, KubeObject>>
  /** Of the last change. */
  atMs: number
  readonly steps: string[]
  readonly says: string[]
  lastSaid: string
  cpuMilli?: number
}

export function watchCluster(api: ClusterApi): Watching {
  const stop = new AbortController()
  const states = new Map<string, State>()

  const stateOf = (namespace: string) => {
    let state = states.get(namespace)
    if (state === undefined) {
      const maps = Object.keys(watched).map((name) => [name, new Map<string, KubeObject>()])
      state = {
        seen: Object.fromEntries(maps) as State['seen'],
        atMs: Date.now(),
        steps: [],
        says: [],
        lastSaid: '',
      }
      states.set(namespace, state)
    }
    return state
  }

  for (const [name, resource] of Object.entries(watched) as [keyof typeof watched, Resource][])
    api.watch(
      resource,
      ({ type, object }: ApiEvent) => {
        const state = stateOf(object.metadata.namespace ?? '')
        const before = state.seen[name].get(object.metadata.name)
        state.atMs = Date.now()
        if (type === 'DELETED') state.seen[name].delete(object.metadata.name)
        else state.seen[name].set(object.metadata.name, object)
        const step = name === 'sets' ? setWords(type, before, object) : undefined
        if (step !== undefined) state.steps.push(step)
        const said = name === 'deployments' ? progressWords(before, object) : undefined
        if (said !== undefined && state.lastSaid !== said) state.says.push(said)
        if (said !== undefined) state.lastSaid = said
      },
      stop.signal,
    )

  const pulse = startPulse(api, () => [...stateOf(pulseNamespace).seen.deployments.values()][0])

  function follow(namespace: string, quietMs: number) {
    const state = stateOf(namespace)
    const trace: unknown[] = []
    const seen = (): Seen => ({
      deployments: [...state.seen.deployments.values()],
      sets: [...state.seen.sets.values()],
      pods: [...state.seen.pods.values()] as Pod[],
      slices: [...state.seen.slices.values()],
      jobs: [...state.seen.jobs.values()],
      daemons: [...state.seen.daemons.values()],
      revisions: [...state.seen.revisions.values()],
      autoscalers: [...state.seen.autoscalers.values()],
    })

    async function rest(): Promise<void> {
      for (;;) {
        const { atMs } = state
        const leftMs = atMs + quietMs - Date.now()
        if (leftMs > 0 || !(isCounted(seen()) || -leftMs > longestLagMs)) await pause(Math.max(leftMs, 20))
        else {
          await pulse.rounds(2)
          if (state.atMs === atMs) break
        }
      }
      trace.push({ steps: state.steps.splice(0), says: state.says.splice(0), ...snapshotOf(seen()) })
    }

    async function step(): Promise<boolean> {
      const act = nextAct(api, seen())
      if (act === undefined) return false
      state.atMs = Date.now()
      trace.push(await act())
      await rest()
      return true
    }

    const world: World = {
      async create(resource, object) {
        state.atMs = Date.now()
        await api.create(resource, { ...object, metadata: { ...object.metadata, namespace } })
      },
      async patch(resource, name, patch, subresource) {
        state.atMs = Date.now()
        await api.patch(resource, namespace, name, patch, subresource)
      },
      async delete(resource, name, propagationPolicy) {
        state.atMs = Date.now()
        await api.delete(
          resource,
          namespace,
          name,
          propagationPolicy === undefined ? {} : { propagationPolicy },
        )
      },
      async steps(count) {
        await rest()
        for (let left = count; left > 0 && (await step()); left -= 1);
      },
      settle: () => world.steps(Number.POSITIVE_INFINITY),
      async until(what, holds) {
        const endMs = Date.now() + longestMs
        while (!holds(seen())) {
          if (Date.now() > endMs)
            throw new Error(`not ${what} after ${longestMs} ms: ${JSON.stringify(snapshotOf(seen()))}`)
          await pause(50)
        }
        await rest()
      },
      usesCpu(milli) {
        state.cpuMilli = milli
      },
      seen,
    }
    /** What the controllers have told in events, at the end of the story. */
    const end = async () => {
      trace.push({ events: eventLines(await api.list(resources.event, namespace), seen()) })
    }
    return { world, trace, end }
  }

  function usage(): PodMetrics[] {
    const atMs = Date.now()
    return [...states.values()].flatMap(({ cpuMilli, seen }) => {
      if (cpuMilli === undefined) return []
      const running = ([...seen.pods.values()] as Pod[]).filter(({ status }) => status?.phase === 'Running')
      const containers = [{ name: 'web', cpuCores: cpuMilli / 1000, memoryBytes: 2 ** 20 }]
      return running.map((pod) => podMetrics({ pod, atMs, windowMs: 1000, containers }))
    })
  }

  async function close(): Promise<void> {
    await pulse.close()
    stop.abort()
  }
  return { follow, usage, close }
}

/** What a ReplicaSet was told, by its revision. */
function setWords(type: string, before: KubeObject | undefined, set: KubeObject): string | undefined {
  const revision = set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 'none'
  const sizeOf = (one: KubeObject | undefined) => (one?.spec as { replicas?: number } | undefined)?.replicas
  if (type === 'DELETED') return `set ${revision} gone`
  if (before === undefined) return `set ${revision} made with ${sizeOf(set)}`
  return sizeOf(before) === sizeOf(set)
    ? undefined
    : `set ${revision} from ${sizeOf(before)} to ${sizeOf(set)}`
}

let addresses = 0

/** Pods start before others end, those of the newest revision first; of the oldest, those that serve end last. */
function nextAct(api: ClusterApi, { pods, sets }: Seen): (() => Promise<string>) | undefined {
  const revision = ({ metadata }: Pod) => {
    const set = sets.find(({ metadata: { uid } }) => metadata.ownerReferences?.some((one) => one.uid === uid))
    return set === undefined ? 0 : Number(revisionOf(set))
  }
  const isServing = ({ status }: Pod) =>
    Number(status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true)
  const bound = pods.filter(({ spec }) => spec.nodeName === nodeName)
  const isLeaving = ({ metadata }: Pod) => metadata.deletionTimestamp !== undefined
  const [starting] = bound
    .filter((pod) => pod.status?.podIP === undefined && !isLeaving(pod))
    .sort((a, b) => revision(b) - revision(a))
  if (starting !== undefined) return () => start(api, starting)
  const [ending] = bound
    .filter(isLeaving)
    .sort((a, b) => revision(a) - revision(b) || isServing(a) - isServing(b))
  return ending === undefined ? undefined : () => end(api, ending)
}

async function start(api: ClusterApi, pod: Pod): Promise<string> {
  const { name, namespace } = pod.metadata
  const image = pod.spec.containers[0]?.image ?? ''
  const exit = /-exit-(\d+)/.exec(image)?.[1]
  const ready = !image.includes('-unready') && exit === undefined
  addresses += 1
  const podIP = `10.200.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`
  const phase = exit === undefined ? 'Running' : exit === '0' ? 'Succeeded' : 'Failed'
  const now = timeText(Date.now())
  const state =
    exit === undefined
      ? { running: { startedAt: now } }
      : { terminated: { exitCode: Number(exit), reason: 'Ended', startedAt: now, finishedAt: now } }
  const status = {
    phase,
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: now,
    conditions: conditions(ready, now),
    containerStatuses: [{ name: 'web', image, imageID: '', ready, restartCount: 0, started: true, state }],
  }
  await api.patch(resources.pod, namespace, name, { status }, 'status')
  return `kubelet: a pod is ${phase}${ready ? ' and ready' : ''}`
}

export const conditions = (ready: boolean, now: string) =>
  ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: ready || type === 'Initialized' || type === 'PodScheduled' ? 'True' : 'False',
    lastTransitionTime: now,
  }))

async function end(api: ClusterApi, { metadata }: Pod): Promise<string> {
  await api.delete(resources.pod, metadata.namespace, metadata.name, { gracePeriodSeconds: 0 })
  return 'kubelet: a pod is gone'
}
