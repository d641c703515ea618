/** What an Envoy tells of itself with Istio's default choice of statistics. */
import type { Clock } from '../clock.ts'
import { containerUsages } from '../usage/container-usage.ts'
import type { Istiod } from './istiod.ts'
import type { PodRuntime } from './pod-runtime.ts'

export function measureProxy(runtime: PodRuntime, clock: Clock, istiod: Istiod): void {
  const { stats } = runtime
  const gauge = (name: string, value: () => number | undefined) => stats.read(name, 'gauge', value)
  const usage = () =>
    containerUsages(runtime.pod, runtime.work, clock.now()).find(({ name }) => name === 'istio-proxy')
  const memory = () => usage()?.memoryBytes
  // The working set of its container is all that is known of its memory.
  gauge('server.memory_allocated', memory)
  gauge('server.memory_heap_size', memory)
  gauge('server.uptime', () => {
    const startedAtMs = usage()?.startedAtMs
    return startedAtMs === undefined ? undefined : Math.floor((clock.now() - startedAtMs) / 1000)
  })
  gauge('server.live', () => 1)
  gauge('cluster.xds-grpc.upstream_cx_active', () => Number(istiod.isConnected(runtime)))
  for (const name of ['cx', 'rq'])
    stats.read(`cluster.xds-grpc.upstream_${name}_total`, 'counter', () => istiod.connectionsOf(runtime))
}
