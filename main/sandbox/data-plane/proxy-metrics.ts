/** What an Envoy tells of itself with Istio's default choice of statistics. */
import type { Clock } from '../clock.ts'
import { containerUsages } from '../usage/container-usage.ts'
import type { Istiod } from './istiod.ts'
import type { PodRuntime } from './pod-runtime.ts'

export function measureProxy(runtime: PodRuntime, clock: Clock, istiod: Istiod): void {
  const { metrics } = runtime
  const gauge = (name: string, labels: Readonly<Record<string, string>>, value: () => number | undefined) =>
    metrics.read(`envoy_${name}`, 'gauge', labels, value)
  const usage = () =>
    containerUsages(runtime.pod, runtime.work, clock.now()).find(({ name }) => name === 'istio-proxy')
  const memory = () => usage()?.memoryBytes
  // The working set of its container is all that is known of its memory.
  gauge('server_memory_allocated', {}, memory)
  gauge('server_memory_heap_size', {}, memory)
  gauge('server_uptime', {}, () => {
    const startedAtMs = usage()?.startedAtMs
    return startedAtMs === undefined ? undefined : Math.floor((clock.now() - startedAtMs) / 1000)
  })
  const control = { cluster_name: 'xds-grpc' }
  gauge('cluster_upstream_cx_active', control, () => Number(istiod.isConnected(runtime)))
  for (const name of ['cx', 'rq'])
    metrics.read(`envoy_cluster_upstream_${name}_total`, 'counter', control, () =>
      istiod.connectionsOf(runtime),
    )
  if (runtime.proxy === 'sidecar') {
    const inbound = { listener_address: '0.0.0.0_15006' }
    gauge('listener_downstream_cx_active', inbound, () => runtime.open.size)
  }
}
