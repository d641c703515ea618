/** A pod as the scrape configuration of Istio's sample Prometheus sees it (samples/addons/prometheus.yaml). */
import type { Labels, ScrapeTarget } from '../prometheus/metrics.ts'
import type { PodRuntime } from './pod-runtime.ts'

export function scrapeTargetOf({ pod, proxy, metrics }: PodRuntime): ScrapeTarget {
  const { name, namespace = '', labels = {} } = pod.metadata
  const port = proxy === 'none' ? 15014 : 15020
  return {
    labels: {
      ...prometheusLabels(labels),
      job: 'kubernetes-pods',
      instance: `${pod.status?.podIP}:${port}`,
      namespace,
      pod: name,
      node: pod.spec.nodeName ?? '',
    },
    metrics,
  }
}

/** Characters that Prometheus does not allow in names become `_`. */
function prometheusLabels(labels: Readonly<Record<string, string>>): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name.replace(/[^a-zA-Z0-9_]/g, '_'), value]),
  )
}
