/** Literal inputs of the graph, short enough to read. */
import type { Facts } from '#shared/traffic/facts.ts'
import { defaultRates, type GraphOptions } from '#shared/traffic/options.ts'
import { metrics, type Row } from '#shared/traffic/series.ts'
import type { GraphInput } from '#shared/traffic/traffic-graph.ts'

const defaultOptions: GraphOptions = {
  graphType: 'versionedApp',
  namespaces: [],
  injectServiceNodes: false,
  quantile: 0.95,
  idleNodes: false,
  timestamp: 1523364075,
  durationSeconds: 600,
  rates: defaultRates,
  boxBy: [],
}

export function graphInput(
  traffic: readonly Row[],
  options: Partial<GraphOptions> = {},
  facts: Partial<Facts> = {},
): GraphInput {
  return {
    options: { ...defaultOptions, ...options },
    contexts: [...new Set(traffic.map((row) => row.context))].sort(),
    telemetry: { traffic, buckets: [], bytes: [] },
    facts: { workloads: [], canaries: [], ...facts },
  }
}

export interface Call {
  /** `app version`, in the namespace bookinfo; `unknown` is outside the mesh. */
  from: string
  /** `app version`; `svc NAME` when no workload served it. */
  to: string
  rate?: number
  code?: string
  flags?: string
  reporter?: 'source' | 'destination' | 'waypoint'
  protocol?: 'http' | 'grpc' | 'tcp'
  fromCluster?: string
  toCluster?: string
  context?: string
  policy?: string
}

/** The labels that Istio gives a call of Bookinfo. */
export function endsOf({ from, to, fromCluster = 'east', toCluster = 'east' }: Call): Record<string, string> {
  const [toApp = '', toVersion = ''] = to.startsWith('svc ') ? ['unknown', 'unknown'] : to.split(' ')
  const service = to.startsWith('svc ') ? to.slice(4) : toApp
  const [fromApp = '', fromVersion = ''] = from === 'unknown' ? ['unknown', 'unknown'] : from.split(' ')
  const workload = (app: string, version: string) => (app === 'unknown' ? app : `${app}-${version}`)
  const namespace = (app: string) => (app === 'unknown' ? app : 'bookinfo')
  return {
    source_cluster: from === 'unknown' ? 'unknown' : fromCluster,
    source_workload_namespace: namespace(fromApp),
    source_workload: workload(fromApp, fromVersion),
    source_canonical_service: fromApp,
    source_canonical_revision: fromVersion,
    destination_cluster: toCluster,
    destination_service_namespace: 'bookinfo',
    destination_service: `${service}.bookinfo.svc.cluster.local`,
    destination_service_name: service,
    destination_workload_namespace: namespace(toApp),
    destination_workload: workload(toApp, toVersion),
    destination_canonical_service: toApp,
    destination_canonical_revision: toVersion,
  }
}

export function call(c: Call): Row {
  const { rate = 1, code = '200', flags = '-', reporter = 'destination', protocol = 'http' } = c
  const isTcp = protocol === 'tcp'
  return {
    context: c.context ?? 'east',
    metric: isTcp ? metrics.tcpSent : metrics.requests,
    labels: {
      ...endsOf(c),
      reporter,
      response_flags: flags,
      ...(!isTcp && { request_protocol: protocol }),
      ...(protocol === 'http' && { response_code: code }),
      ...(protocol === 'grpc' && { response_code: '200', grpc_response_status: code }),
      ...(c.policy !== undefined && { connection_security_policy: c.policy }),
    },
    value: rate,
  }
}
