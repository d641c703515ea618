/** The metrics of istiod itself that Kiali and dashboards read; names, labels and buckets are Istio's. */
import type { Resource } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { ApiEvent } from '../cluster-api.ts'
import type { Metrics } from '../prometheus/metrics.ts'
import { type ContainerUsage, containerUsages } from '../usage/container-usage.ts'
import type { Pushed, PushTrigger } from './istiod.ts'
import { fullHost, type MeshObjects } from './mesh-objects.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { pushStatus } from './push-status.ts'
import { istioVersion } from './version.ts'

/** Seconds (pilot/pkg/xds/monitoring.go, pilot/pkg/bootstrap). */
const bounds = {
  convergence: [0.1, 0.5, 1, 3, 5, 10, 20, 30],
  pushTime: [0.01, 0.1, 1, 3, 5, 10, 20, 30],
  debounce: [0.01, 0.1, 1, 3, 5, 10, 20, 30],
}

export function countPush(metrics: Metrics, pushed: Pushed, objects: MeshObjects): void {
  const { proxies, upstreams, full, triggers, debounceMs, pushMs } = pushed
  metrics.gauge('pilot_info', { version: istioVersion }).set(1)
  measureClusters(metrics, objects)
  for (const [type, count] of triggers) metrics.counter('pilot_push_triggers', { type }).add(count)
  metrics.histogram('pilot_debounce_time', {}, bounds.debounce).observe(debounceMs / 1000)
  // From the push on: how long it was held back before is the debounce time.
  metrics
    .histogram('pilot_proxy_convergence_time', {}, bounds.convergence)
    .observe(pushMs / 1000, proxies.length)
  for (const type of full ? discoveryTypes : ['eds']) {
    metrics.counter('pilot_xds_pushes', { type }).add(proxies.length)
    metrics.histogram('pilot_xds_push_time', { type }, bounds.pushTime).observe(pushMs / 1000, proxies.length)
  }
  if (!full) return
  metrics.gauge('pilot_services', {}).set(hostsOf(objects).size)
  metrics.gauge('pilot_virt_services', {}).set(objects.virtualServices.length)
  const status = pushStatus(
    objects,
    upstreams,
    proxies.map(({ pod }) => pod),
  )
  for (const [name, count] of Object.entries(status)) metrics.gauge(name, {}).set(count)
}

const discoveryTypes = ['cds', 'eds', 'lds', 'rds']

function hostsOf({ clusters, serviceEntries }: MeshObjects): Set<string> {
  return new Set([
    ...clusters.flatMap(({ services }) =>
      services.map(({ metadata }) => fullHost(metadata.name, metadata.namespace ?? '')),
    ),
    ...serviceEntries.flatMap(({ spec }) => spec.hosts ?? []),
  ])
}

/** The API servers of a sandbox are there before its istiods, so that each is in sync with all. */
function measureClusters(metrics: Metrics, { cluster, clusters }: MeshObjects): void {
  const remote = clusters.filter((one) => one.cluster !== cluster)
  metrics.gauge('istiod_managed_clusters', { cluster_type: 'local' }).set(1)
  metrics.gauge('istiod_managed_clusters', { cluster_type: 'remote' }).set(remote.length)
  for (const one of remote)
    for (const status of ['synced', 'syncing', 'timeout', 'closed']) {
      const labels = { cluster: one.cluster, cluster_type: 'remote', status }
      metrics.gauge('istiod_remote_cluster_sync_status', labels).set(Number(status === 'synced'))
    }
}

const updates = { config: 'config', service: 'svc', endpoint: 'eds' } as const

/** A change that istiod was told of, whatever becomes of it. */
export function countUpdate(metrics: Metrics, trigger: PushTrigger): void {
  metrics.counter('pilot_inbound_updates', { type: updates[trigger] }).add(1)
}

/** A proxy that connects gets everything; for the first time it asks for its certificate, too. */
export function countConnection(metrics: Metrics, isFirst: boolean): void {
  for (const type of discoveryTypes) metrics.counter('pilot_xds_pushes', { type }).add(1)
  if (!isFirst) return
  metrics.counter('citadel_server_csr_count', {}).add(1)
  metrics.counter('citadel_server_success_cert_issuance_count', {}).add(1)
}

/** Routes that a proxy did not take, for the `count`th time; with Envoy's code (pilot/pkg/xds/monitoring.go). */
export function countRefusal(metrics: Metrics, { pod }: PodRuntime, count: number): void {
  metrics.counter('pilot_total_xds_rejects', { type: 'rds' }).add(1)
  const node = `${pod.metadata.name}.${pod.metadata.namespace}`
  metrics.gauge('pilot_xds_rds_reject', { node, err: 'Internal' }).set(count)
}

/** A pod has come that was given its sidecar. */
export function countInjection(metrics: Metrics): void {
  metrics.counter('sidecar_injection_requests_total', {}).add(1)
  metrics.counter('sidecar_injection_success_total', {}).add(1)
}

/** What istiod's webhook said of an object (pkg/webhooks/validation/server/monitoring.go). */
export interface Review {
  readonly group: string
  readonly version: string
  /** Plural: `virtualservices`. */
  readonly resource: string
  readonly verdict: 'passed' | 'denied'
}

export function countReview(metrics: Metrics, { verdict, ...labels }: Review): void {
  if (verdict === 'passed') metrics.counter('galley_validation_passed', labels).add(1)
  else metrics.counter('galley_validation_failed', { ...labels, reason: 'invalid_resource' }).add(1)
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

/**
 * Of its process; the Go version is the one that Istio's release was built with. `connected` is undefined while the
 * proxies are with another one.
 */
export function measureIstiod(runtime: PodRuntime, clock: Clock, connected: () => number | undefined): void {
  const { metrics, container } = runtime
  metrics.read('pilot_xds', 'gauge', { version: istioVersion }, connected)
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
