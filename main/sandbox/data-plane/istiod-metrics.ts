/** The metrics of istiod itself that Kiali and dashboards read. */
import type { Metrics } from '../prometheus/metrics.ts'
import type { MeshObjects } from './mesh-objects.ts'
import { istioVersion } from './version.ts'

export interface Pushed {
  readonly proxies: number
  /** Not of endpoints alone. */
  readonly full: boolean
}

export function countPush(metrics: Metrics, { proxies, full }: Pushed, objects: MeshObjects): void {
  const own = objects.clusters.find((one) => one.cluster === objects.cluster)
  metrics.gauge('pilot_info', { version: istioVersion }).set(1)
  metrics.gauge('pilot_xds', { version: istioVersion }).set(proxies)
  metrics.gauge('pilot_services', {}).set(own?.services.length ?? 0)
  metrics.gauge('pilot_virt_services', {}).set(objects.virtualServices.length)
  for (const type of full ? ['cds', 'eds', 'lds', 'rds'] : ['eds']) {
    metrics.counter('pilot_xds_pushes', { type }).add(proxies)
  }
}
