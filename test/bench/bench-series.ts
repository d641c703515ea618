/** Series of a synthetic mesh: each app of ten in a namespace calls two others there and one next door. */
import { defaultRates } from '#shared/traffic/options.ts'
import { metrics, type Row } from '#shared/traffic/series.ts'
import type { GraphInput } from '#shared/traffic/traffic-graph.ts'

const appsPerNamespace = 10
const bounds = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000]

function endLabels(from: [number, number], to: [number, number]): Record<string, string> {
  const [fromSpace, fromApp] = from
  const [toSpace, toApp] = to
  return {
    source_cluster: 'east',
    source_workload_namespace: `ns-${fromSpace}`,
    source_workload: `app-${fromApp}-v1`,
    source_canonical_service: `app-${fromApp}`,
    source_canonical_revision: 'v1',
    destination_cluster: 'east',
    destination_service_namespace: `ns-${toSpace}`,
    destination_service: `app-${toApp}.ns-${toSpace}.svc.cluster.local`,
    destination_service_name: `app-${toApp}`,
    destination_workload_namespace: `ns-${toSpace}`,
    destination_workload: `app-${toApp}-v1`,
    destination_canonical_service: `app-${toApp}`,
    destination_canonical_revision: 'v1',
  }
}

function rowsOf(
  labels: Record<string, string>,
  reporter: string,
  seed: number,
): { traffic: Row[]; buckets: Row[] } {
  const request = { reporter, request_protocol: 'http' }
  const traffic = ['200', '503'].map((response_code, index) => ({
    context: 'east',
    metric: metrics.requests,
    labels: {
      ...labels,
      ...request,
      response_code,
      response_flags: '-',
      connection_security_policy: 'mutual_tls',
    },
    value: index === 0 ? 10 + (seed % 7) : 0.1,
  }))
  const buckets = [...bounds, Number.POSITIVE_INFINITY]
    .map((le, index) => ({
      context: 'east',
      metric: metrics.buckets,
      labels: { ...labels, ...request, le: Number.isFinite(le) ? String(le) : '+Inf' },
      value: Math.max(0, Math.min(10, index - 2)),
    }))
    .filter((row) => row.value > 0)
  return { traffic, buckets }
}

/** Each edge is reported by both proxies, with up to 17 buckets. */
export function inputOf(namespaces: number): GraphInput {
  const traffic: Row[] = []
  const buckets: Row[] = []
  const bytes: Row[] = []
  for (let space = 0; space < namespaces; space++) {
    for (let app = 0; app < appsPerNamespace; app++) {
      const calls: [number, number][] = [
        [space, (app + 1) % appsPerNamespace],
        [space, (app + 3) % appsPerNamespace],
        [(space + 1) % namespaces, app],
      ]
      for (const to of calls) {
        const labels = endLabels([space, app], to)
        for (const reporter of ['source', 'destination']) {
          const rows = rowsOf(labels, reporter, space + app)
          traffic.push(...rows.traffic)
          buckets.push(...rows.buckets)
        }
        const request = { reporter: 'destination', request_protocol: 'http' }
        bytes.push({ context: 'east', metric: metrics.bytes, labels: { ...labels, ...request }, value: 4000 })
      }
    }
  }
  return {
    options: {
      graphType: 'versionedApp',
      namespaces: [],
      injectServiceNodes: false,
      quantile: 0.95,
      idleNodes: false,
      timestamp: 0,
      durationSeconds: 60,
      rates: defaultRates,
      boxBy: ['namespace', 'cluster'],
    },
    contexts: ['east'],
    telemetry: { traffic, buckets, bytes },
    facts: { workloads: [], canaries: [] },
  }
}
