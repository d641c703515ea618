/** A pod of the sandbox as its node sees it: whether its program listens, what it serves, what is open at it. */
import type { Container, Pod } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { imageBehaviour } from '../image-behaviour.ts'
import type { LogLines, LogPart } from '../pod-network.ts'
import type { Metrics } from '../prometheus/metrics.ts'
import { noWork, type PodWork } from '../usage/pod-work.ts'
import { type AccessLog, createAccessLog } from './access-log.ts'
import type { App } from './app.ts'
import type { Console } from './console.ts'
import { createDownstreamStatistics, type DownstreamStatistics } from './downstream-statistics.ts'
import { createEnvoyStats, type EnvoyStats } from './envoy-stats.ts'
import { finiteProgramOf } from './finite-programs.ts'
import { withNetworkBytes } from './network-bytes.ts'
import { statsInclusionOf } from './stats-annotations.ts'
import { createTelemetry, type Telemetry } from './telemetry.ts'
import { identityOf, type WorkloadIdentity } from './workload-identity.ts'

export type ProxyKind = 'none' | 'sidecar' | 'gateway'

export interface PodRuntime {
  /** `namespace/name` */
  readonly key: string
  readonly cluster: string
  readonly identity: WorkloadIdentity
  readonly proxy: ProxyKind
  readonly metrics: Metrics
  /** Of its proxy; those are among its metrics, too. */
  readonly stats: EnvoyStats
  readonly downstream: DownstreamStatistics
  readonly telemetry: Telemetry
  readonly work: PodWork
  /** The container with the program; the proxy's own where there is no other. */
  readonly container: Container
  readonly app: App
  readonly programLog: AccessLog
  readonly proxyLog: AccessLog
  /** Its program takes connections and never answers. */
  readonly hangs: boolean
  /** As the API has it now. */
  pod: Pod
  /** Its program accepts connections. */
  listens: boolean
  /** Of the container with the program. */
  restarts: number
  /** Of the program that runs now, where it reads standard input. */
  console: Console | undefined
  /** Cuts each request that is being answered. */
  readonly open: Set<() => void>
  /** Ends each command that somebody else runs in the pod. */
  readonly execs: Set<() => void>
}

const proxyName = 'istio-proxy'
const isProxy = (container: Container) => container.name === proxyName

export function proxyKindOf(pod: Pod): ProxyKind {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const proxy = containers.find(isProxy)
  if (proxy === undefined) return 'none'
  const args = Array.isArray(proxy.args) ? proxy.args : []
  const named = (pod.metadata.labels?.istio ?? '').endsWith('gateway')
  return named || args.includes('router') ? 'gateway' : 'sidecar'
}

export function createPodRuntime(
  pod: Pod,
  cluster: string,
  metrics: Metrics,
  appOf: (container: Container) => App,
): PodRuntime {
  const container = pod.spec.containers.find((one) => !isProxy(one)) ?? (pod.spec.containers[0] as Container)
  const identity = identityOf(pod, cluster)
  const proxy = proxyKindOf(pod)
  // What the annotations say when the proxy starts holds as long as it runs.
  const stats = createEnvoyStats(metrics, statsInclusionOf(pod.metadata.annotations ?? {}))
  const work = noWork()
  return {
    key: `${pod.metadata.namespace}/${pod.metadata.name}`,
    cluster,
    identity,
    proxy,
    metrics,
    stats,
    downstream: createDownstreamStatistics(stats, proxy),
    telemetry: withNetworkBytes(createTelemetry(metrics, identity), work, proxy),
    work,
    container,
    app: appOf(container),
    // What ends has written its result there.
    programLog: createAccessLog(finiteProgramOf(container) === undefined ? undefined : 10_000),
    proxyLog: createAccessLog(),
    hangs: imageBehaviour(container.image).hangs,
    pod,
    listens: false,
    restarts: statusOf(pod, container.name)?.restartCount ?? 0,
    console: undefined,
    open: new Set(),
    execs: new Set(),
  }
}

/**
 * What the API says of the pod. A program that was told to end exits at SIGTERM, after its preStop hook; one that drains
 * takes nothing new then, and breaks only what is still open when its pod is gone.
 */
export function follow(runtime: PodRuntime, pod: Pod, clock: Clock): void {
  const leaving = runtime.pod.metadata.deletionTimestamp !== undefined
  runtime.pod = pod
  const restarts = statusOf(pod, runtime.container.name)?.restartCount ?? 0
  if (restarts > runtime.restarts) runtime.programLog.restart()
  runtime.restarts = restarts
  if (leaving) return
  if (pod.metadata.deletionTimestamp === undefined) {
    if (isRunning(runtime)) start(runtime)
    else exit(runtime)
    return
  }
  const waitMs = preStopMs(runtime.container)
  if (waitMs === 0) terminate(runtime)
  else clock.after(waitMs, () => terminate(runtime))
}

function start(runtime: PodRuntime): void {
  if (!runtime.listens) runtime.work.served = 0
  runtime.listens = true
}

function terminate(runtime: PodRuntime): void {
  if (imageBehaviour(runtime.container.image).drains) runtime.listens = false
  else exit(runtime)
}

/** Nothing listens any more; open requests break, and commands end. */
export function exit(runtime: PodRuntime): void {
  runtime.listens = false
  for (const cut of [...runtime.open, ...runtime.execs]) cut()
}

function isRunning({ pod, container }: PodRuntime): boolean {
  if (pod.status?.phase !== 'Running' || pod.status.podIP === undefined) return false
  const status = statusOf(pod, container.name)
  return status?.state === undefined || status.state.running !== undefined
}

const statusOf = (pod: Pod, container: string) =>
  pod.status?.containerStatuses?.find((one) => one.name === container)

/** While a container waits to be started again, its last run is the one before. */
export function logOf(runtime: PodRuntime, container: string, part?: LogPart): LogLines {
  const log = container === proxyName ? runtime.proxyLog : runtime.programLog
  if (part !== 'previous') return log.lines(part?.after)
  return statusOf(runtime.pod, container)?.state?.waiting === undefined ? log.previousLines() : log.lines()
}

/** `sleep: {seconds}` or `exec: {command: [..., sleep N]}`. */
export function preStopMs(container: Container): number {
  type Hook = { sleep?: { seconds?: number }; exec?: { command?: string[] } }
  const hook = (container.lifecycle as { preStop?: Hook } | undefined)?.preStop
  const slept = /sleep (\d+)/.exec((hook?.exec?.command ?? []).join(' '))?.[1]
  return (hook?.sleep?.seconds ?? Number(slept ?? 0)) * 1000
}
