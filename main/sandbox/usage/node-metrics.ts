/**
 * What the kubelet of each node serves at /metrics/cadvisor of the containers of its pods, as targets of the job by
 * which Istio's sample Prometheus scrapes it.
 */
import type { Clock } from '../clock.ts'
import { createMetrics } from '../prometheus/create-metrics.ts'
import type { Labels, Metrics, ScrapeTarget } from '../prometheus/metrics.ts'
import { type ContainerUsage, containerUsages } from './container-usage.ts'
import type { PodWork } from './pod-work.ts'
import type { WorkingPod } from './usage-sampler.ts'

interface NodeMetrics {
  /** Whose containers these are. */
  readonly pods: string
  readonly metrics: Metrics
}

/** `pods` are all of a cluster. */
export function createNodeTargets(pods: () => Iterable<WorkingPod>, clock: Clock): () => ScrapeTarget[] {
  const known = new Map<string, NodeMetrics>()

  return () => {
    const running = [...pods()].filter(({ pod }) => pod.status?.phase === 'Running')
    const byNode = Map.groupBy(running, ({ pod }) => pod.spec.nodeName ?? '')
    for (const node of known.keys()) if (!byNode.has(node)) known.delete(node)
    return [...byNode].map(([node, own]) => {
      const uids = own.map(({ pod }) => pod.metadata.uid).join()
      const before = known.get(node)
      const metrics = before?.pods === uids ? before.metrics : metricsOf(own, clock)
      known.set(node, { pods: uids, metrics })
      const labels = { job: 'kubernetes-nodes-cadvisor', instance: node, kubernetes_io_hostname: node }
      return { labels, metrics }
    })
  }
}

function metricsOf(pods: readonly WorkingPod[], clock: Clock): Metrics {
  const metrics = createMetrics()
  for (const working of pods) {
    const { metadata, spec } = working.pod
    const id = `/kubepods/burstable/pod${metadata.uid}`
    const place = { namespace: metadata.namespace ?? '', pod: metadata.name }
    const usages = () => containerUsages(working.pod, working.work, clock.now())
    for (const { name: container, image } of spec.containers) {
      const usage = () => usages().find(({ name }) => name === container)
      tell(metrics, { container, id: `${id}/${container}`, image, ...place }, usage)
    }
    // Of the whole pod, whose cgroup has its containers' in it: without the name of one.
    tell(metrics, { id, ...place }, () => sumOf(usages()))
    for (const [way, bytes] of networkWays)
      metrics.read(
        `container_network_${way}_bytes_total`,
        'counter',
        { id, interface: 'eth0', ...place },
        () => bytes(working.work),
      )
  }
  return metrics
}

const networkWays = [
  ['receive', ({ network }: PodWork) => network?.received],
  ['transmit', ({ network }: PodWork) => network?.sent],
] as const

type Usage = Pick<ContainerUsage, 'cpuSeconds' | 'memoryBytes' | 'startedAtMs'>

function tell(metrics: Metrics, labels: Labels, usage: () => Usage | undefined): void {
  const read = (name: string, kind: 'counter' | 'gauge', value: () => number | undefined, more = {}) =>
    metrics.read(`container_${name}`, kind, { ...labels, ...more }, value)
  read('cpu_usage_seconds_total', 'counter', () => usage()?.cpuSeconds, { cpu: 'total' })
  read('memory_working_set_bytes', 'gauge', () => usage()?.memoryBytes)
  read('start_time_seconds', 'gauge', () => secondsOf(usage()?.startedAtMs))
}

function sumOf(usages: readonly Usage[]): Usage | undefined {
  if (usages.length === 0) return undefined
  return {
    cpuSeconds: usages.reduce((sum, one) => sum + one.cpuSeconds, 0),
    memoryBytes: usages.reduce((sum, one) => sum + one.memoryBytes, 0),
    startedAtMs: Math.min(...usages.map((one) => one.startedAtMs)),
  }
}

const secondsOf = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000)
