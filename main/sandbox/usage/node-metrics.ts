/**
 * What the kubelet of each node serves at /metrics/cadvisor of the containers of its pods, as targets of the job by
 * which Istio's sample Prometheus scrapes it.
 */
import type { Clock } from '../clock.ts'
import { createMetrics } from '../prometheus/create-metrics.ts'
import type { Metrics, ScrapeTarget } from '../prometheus/metrics.ts'
import { containerUsages } from './container-usage.ts'
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
    for (const { name: container, image } of spec.containers) {
      const usage = () =>
        containerUsages(working.pod, working.work, clock.now()).find(({ name }) => name === container)
      const labels = {
        container,
        id: `/kubepods/burstable/pod${metadata.uid}/${container}`,
        image,
        namespace: metadata.namespace ?? '',
        pod: metadata.name,
      }
      const read = (name: string, kind: 'counter' | 'gauge', value: () => number | undefined, more = {}) =>
        metrics.read(`container_${name}`, kind, { ...labels, ...more }, value)
      read('cpu_usage_seconds_total', 'counter', () => usage()?.cpuSeconds, { cpu: 'total' })
      read('memory_working_set_bytes', 'gauge', () => usage()?.memoryBytes)
      read('start_time_seconds', 'gauge', () => secondsOf(usage()?.startedAtMs))
    }
  }
  return metrics
}

const secondsOf = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000)
