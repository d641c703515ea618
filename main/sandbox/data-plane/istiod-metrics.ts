/** The metrics of istiod itself that Kiali and dashboards read; names, labels and buckets are Istio's. */
import type { Resource } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { ApiEvent } from '../cluster-api.ts'
import type { Metrics } from '../prometheus/metrics.ts'
import { type ContainerUsage, containerUsages } from '../usage/container-usage.ts'
import type { Pushed } from './istiod.ts'
import type { MeshObjects } from './mesh-objects.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { istioVersion } from './version.ts'

/** Seconds (pilot/pkg/xds/monitoring.go, pilot/pkg/bootstrap). */
const bounds = {
  convergence: [0.1, 0.5, 1, 3, 5, 10, 20, 30],
  pushTime: [0.01, 0.1, 1, 3, 5, 10, 20, 30],
  debounce: [0.01, 0.1, 1, 3, 5, 10, 20, 30],
}

export function countPush(metrics: Metrics, pushed: Pushed, objects: MeshObjects): void {
  const { proxies, full, trigger, debounceMs, pushMs } = pushed
  const own = objects.clusters.find((one) => one.cluster === objects.cluster)
  metrics.gauge('pilot_info', { version: istioVersion }).set(1)
  metrics.gauge('pilot_xds', { version: istioVersion }).set(proxies)
  metrics.gauge('pilot_services', {}).set(own?.services.length ?? 0)
  metrics.gauge('pilot_virt_services', {}).set(objects.virtualServices.length)
  metrics.gauge('istiod_managed_clusters', { cluster_type: 'local' }).set(1)
  metrics.gauge('istiod_managed_clusters', { cluster_type: 'remote' }).set(objects.clusters.length - 1)
  metrics.counter('pilot_push_triggers', { type: trigger }).add(1)
  const update = { config: 'config', service: 'svc', endpoint: 'eds' }[trigger]
  metrics.counter('pilot_inbound_updates', { type: update }).add(1)
  metrics.histogram('pilot_debounce_time', {}, bounds.debounce).observe(debounceMs / 1000)
  metrics
    .histogram('pilot_proxy_convergence_time', {}, bounds.convergence)
    .observe((debounceMs + pushMs) / 1000, proxies)
  for (const type of full ? ['cds', 'eds', 'lds', 'rds'] : ['eds']) {
    metrics.counter('pilot_xds_pushes', { type }).add(proxies)
    metrics.histogram('pilot_xds_push_time', { type }, bounds.pushTime).observe(pushMs / 1000, proxies)
  }
}

/** A proxy asks for its certificate once. */
export function countCertificate(metrics: Metrics): void {
  metrics.counter('citadel_server_csr_count', {}).add(1)
  metrics.counter('citadel_server_success_cert_issuance_count', {}).add(1)
}

const events = { ADDED: 'add', MODIFIED: 'update', DELETED: 'delete' } as const
/** What istiod's registry of services follows; its other objects are configuration. */
const registryTypes: Readonly<Record<string, string>> = {
  Service: 'Services',
  EndpointSlice: 'EndpointSlice',
  Namespace: 'Namespaces',
}

/** An object that istiod was told of. */
export function countObject(metrics: Metrics, { kind }: Resource, type: ApiEvent['type']): void {
  if (kind === 'Secret') return
  const inRegistry = registryTypes[kind]
  metrics
    .counter(inRegistry === undefined ? 'pilot_k8s_cfg_events' : 'pilot_k8s_reg_events', {
      type: inRegistry ?? kind,
      event: events[type],
    })
    .add(1)
}

/** Of its process; the Go version is the one that Istio's release was built with. */
export function measureIstiod(runtime: PodRuntime, clock: Clock): void {
  const { metrics, container } = runtime
  const usage = () =>
    containerUsages(runtime.pod, runtime.work, clock.now()).find(({ name }) => name === container.name)
  metrics.gauge('go_info', { version: 'go1.24.6' }).set(1)
  const gauge = (name: string, value: (used: ContainerUsage) => number) =>
    metrics.read(name, 'gauge', {}, () => whenThere(usage(), value))
  metrics.read('process_cpu_seconds_total', 'counter', {}, () => usage()?.cpuSeconds)
  gauge('process_resident_memory_bytes', ({ memoryBytes }) => memoryBytes)
  gauge('process_start_time_seconds', ({ startedAtMs }) => startedAtMs / 1000)
  gauge('istiod_uptime_seconds', ({ startedAtMs }) => (clock.now() - startedAtMs) / 1000)
}

const whenThere = <T, R>(value: T | undefined, then: (value: T) => R) =>
  value === undefined ? undefined : then(value)
