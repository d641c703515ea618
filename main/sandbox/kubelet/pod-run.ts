/** The life of one pod on its node: its containers together, and its end. */
import type { Pod } from '#shared/model/kube.ts'
import { preStopMs } from '../data-plane/pod-runtime.ts'
import type { EventReport } from '../reconcile/event-recorder.ts'
import { timeMs } from '../time-text.ts'
import {
  type Around,
  type ContainerRun,
  type ContainerState,
  createContainer,
  nextStepMs,
  proxyName,
  stepContainer,
  stopContainer,
} from './container-run.ts'
import { drawMs } from './pod-times.ts'

export interface PodRun {
  readonly ip: string
  readonly startedAtMs: number
  readonly containers: readonly ContainerRun[]
  /** Set when the pod is to go: when its containers will have ended. */
  readonly stopsAtMs?: number
}

export interface PodStep {
  readonly run: PodRun
  readonly reports: readonly EventReport[]
}

export function startPod(pod: Pod, ip: string, around: Around): PodStep {
  const created = pod.spec.containers.map((container) => createContainer(container, around))
  return {
    run: { ip, startedAtMs: around.nowMs, containers: created.map(({ run }) => run) },
    reports: created.flatMap(({ reports }) => reports),
  }
}

/** A pod that ran before this kubelet began: as its status says. */
export function adoptPod(pod: Pod, ip: string, around: Around): PodRun {
  const startedAtMs = timeMs(pod.status?.startTime)
  const containers = pod.spec.containers.map((container): ContainerRun => {
    const status = pod.status?.containerStatuses?.find(({ name }) => name === container.name)
    const since = timeMs(status?.state?.running?.startedAt)
    const { run } = createContainer(container, around)
    const restarts = status?.restartCount ?? 0
    if (Number.isNaN(since) || status?.ready !== true) return { ...run, restarts }
    return { ...run, restarts, state: { is: 'running', startedAtMs: since, ready: true, next: null } }
  })
  return { ip, startedAtMs: Number.isNaN(startedAtMs) ? around.nowMs : startedAtMs, containers }
}

/** Does what is due now. */
export function stepPod(pod: Pod, run: PodRun, around: Around): PodStep {
  if (pod.metadata.deletionTimestamp !== undefined) return stepToEnd(pod, run, around)
  const stepped = run.containers.map((container) => stepContainer(container, around))
  return {
    run: {
      ...run,
      containers: withoutLoneProxy(
        stepped.map((one) => one.run),
        around.nowMs,
      ),
    },
    reports: stepped.flatMap(({ reports }) => reports),
  }
}

/** A program's proxy ends after it: as a native sidecar's would, or no Job of a mesh would ever be done. */
function withoutLoneProxy(containers: readonly ContainerRun[], nowMs: number): readonly ContainerRun[] {
  const isProxy = ({ name }: ContainerRun) => name === proxyName
  const programs = containers.filter((one) => !isProxy(one))
  if (programs.length === 0 || !programs.every(isStopped)) return containers
  return containers.map((one) => (isProxy(one) ? stopContainer(one, nowMs) : one))
}

const isStopped = ({ state }: ContainerRun) => state.is === 'stopped'

export function nextPodStepMs(run: PodRun): number | undefined {
  if (run.stopsAtMs !== undefined) return hasStopped(run) ? undefined : run.stopsAtMs
  const times = run.containers.map(nextStepMs).filter((atMs) => atMs !== undefined) as number[]
  return times.length === 0 ? undefined : Math.min(...times)
}

export const hasStopped = (run: PodRun) => run.containers.every(isStopped)

function stepToEnd(pod: Pod, run: PodRun, around: Around): PodStep {
  if (run.stopsAtMs === undefined) {
    const stopsAtMs = around.nowMs + stoppingMs(pod, run, around)
    return { run: { ...run, stopsAtMs }, reports: run.containers.filter(isRunning).map(killing) }
  }
  if (run.stopsAtMs > around.nowMs) return { run, reports: [] }
  const containers = run.containers.map((container) => stopContainer(container, around.nowMs))
  return { run: { ...run, containers }, reports: [] }
}

const isRunning = ({ state }: { state: ContainerState }) => state.is === 'running'

const killing = ({ name }: ContainerRun): EventReport => ({
  ...{ type: 'Normal', reason: 'Killing', message: `Stopping container ${name}`, container: name },
})

/** preStop first, then the program ends; never beyond the grace period. Nothing runs, nothing to wait for. */
function stoppingMs(pod: Pod, run: PodRun, { random }: Around): number {
  if (!run.containers.some(isRunning)) return 0
  const graceSeconds = pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30
  return Math.min(graceSeconds * 1000, hooksMs(pod) + drawMs('drain', random))
}

const hooksMs = ({ spec }: Pod) => Math.max(0, ...spec.containers.map(preStopMs))
