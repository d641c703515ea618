/**
 * The upstream clusters of a proxy as Envoy's admin port tells of them: /clusters in both forms, and the clusters and
 * endpoints of /config_dump (envoy.admin.v3). What each endpoint of a cluster was sent is not counted.
 */
import type { RouteTable } from './route-table.ts'
import { virtualHostsOf } from './routes-text.ts'
import type { ConnectionLimits } from './traffic-policy.ts'
import type { Endpoint, Upstream } from './upstreams.ts'

/** The endpoints that were not ejected. */
export type Healthy = (upstream: Upstream) => readonly Endpoint[]

/** Those that a table leads to, by name. */
export function upstreamsOf(table: RouteTable): Upstream[] {
  const found = new Map<string, Upstream>()
  const add = (upstream: Upstream | undefined) => {
    if (upstream !== undefined) found.set(upstream.key, upstream)
  }
  for (const host of [...table.configs.values()].flatMap(virtualHostsOf)) {
    add(host.own)
    for (const { targets, mirrors } of host.routes)
      for (const { upstream } of [...targets, ...mirrors]) add(upstream)
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

const unlimited = 4_294_967_295

/** Istio sets what is not said as high as it goes. */
function thresholdsOf(limits: ConnectionLimits | undefined) {
  return {
    max_connections: limits?.connections ?? unlimited,
    max_pending_requests: limits?.pending ?? unlimited,
    max_requests: limits?.requests ?? unlimited,
    max_retries: limits?.retries ?? unlimited,
  }
}

export function clustersText(upstreams: readonly Upstream[], healthy: Healthy): string {
  const lines = upstreams.flatMap((upstream) => {
    const { key, endpoints, policy } = upstream
    const good = new Set(healthy(upstream).map(({ address }) => address))
    return [
      `observability_name::${key}`,
      ...Object.entries(thresholdsOf(policy.limits)).map(
        ([name, value]) => `default_priority::${name}::${value}`,
      ),
      'added_via_api::true',
      ...(isEds(upstream) ? [`eds_service_name::${key}`] : []),
      ...endpoints.flatMap(({ address, port }) => [
        `${address}:${port}::health_flags::${good.has(address) ? 'healthy' : '/failed_outlier_check'}`,
        `${address}:${port}::weight::1`,
      ]),
    ].map((line) => `${key}::${line}\n`)
  })
  return lines.join('')
}

/** envoy.admin.v3.Clusters */
export function clusterStatuses(upstreams: readonly Upstream[], healthy: Healthy): unknown {
  return {
    cluster_statuses: upstreams.map((upstream) => {
      const good = new Set(healthy(upstream).map(({ address }) => address))
      return {
        name: upstream.key,
        added_via_api: true,
        host_statuses: upstream.endpoints.map((endpoint) => ({
          address: addressOf(endpoint),
          health_status: {
            eds_health_status: 'HEALTHY',
            ...(good.has(endpoint.address) ? {} : { failed_outlier_check: true }),
          },
          weight: 1,
        })),
        circuit_breakers: { thresholds: [thresholdsOf(upstream.policy.limits)] },
        observability_name: upstream.key,
        ...(isEds(upstream) ? { eds_service_name: upstream.key } : {}),
      }
    }),
  }
}

const type = (name: string) => `type.googleapis.com/${name}`

export function clustersDump(upstreams: readonly Upstream[], version: string): unknown {
  return {
    '@type': type('envoy.admin.v3.ClustersConfigDump'),
    version_info: version,
    dynamic_active_clusters: upstreams.map((upstream) => ({
      version_info: version,
      cluster: {
        '@type': type('envoy.config.cluster.v3.Cluster'),
        name: upstream.key,
        ...(isEds(upstream)
          ? {
              type: 'EDS',
              eds_cluster_config: {
                eds_config: { ads: {}, resource_api_version: 'V3' },
                service_name: upstream.key,
              },
            }
          : { type: 'STRICT_DNS' }),
        circuit_breakers: { thresholds: [thresholdsOf(upstream.policy.limits)] },
      },
    })),
  }
}

export function endpointsDump(upstreams: readonly Upstream[]): unknown {
  return {
    '@type': type('envoy.admin.v3.EndpointsConfigDump'),
    dynamic_endpoint_configs: upstreams.map(({ key, endpoints }) => ({
      endpoint_config: {
        '@type': type('envoy.config.endpoint.v3.ClusterLoadAssignment'),
        cluster_name: key,
        endpoints: [
          {
            lb_endpoints: endpoints.map((endpoint) => ({
              endpoint: { address: addressOf(endpoint) },
              health_status: 'HEALTHY',
              load_balancing_weight: 1,
            })),
          },
        ],
      },
    })),
  }
}

/** Names of the world outside are looked up by the proxy itself. */
const isEds = ({ endpoints }: Upstream) => endpoints.every(({ outside }) => outside !== true)

const addressOf = ({ address, port }: Endpoint) => ({
  socket_address: { address, port_value: port },
})
