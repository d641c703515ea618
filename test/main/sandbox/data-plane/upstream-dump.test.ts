import { describe, expect, it } from 'vitest'
import { compileRoutes } from '#main/sandbox/data-plane/compile-routes.ts'
import {
  clusterStatuses,
  clustersDump,
  clustersText,
  endpointsDump,
  upstreamsOf,
} from '#main/sandbox/data-plane/upstream-dump.ts'
import { destinationRule, ingressLabels, mesh, rule, virtualService } from './mesh-builders.ts'

const labels = { 'a-1': { version: 'v1' }, 'a-2': { version: 'v2' } }
const limited = destinationRule('a', { v2: { version: 'v2' } })
limited.spec.trafficPolicy = { connectionPool: { tcp: { maxConnections: 7 } } }
const objects = mesh(
  { a: ['a-1', 'a-2'], b: [] },
  {
    destinationRules: [limited],
    virtualServices: [virtualService('door', ['a.com'], [rule('a@v2')], { gateways: ['door'] })],
    serviceEntries: [
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'ServiceEntry',
        metadata: { name: 'out', namespace: 'shop' },
        spec: { hosts: ['out.com'], ports: [{ number: 80, name: 'http' }], resolution: 'DNS' },
      },
    ],
  },
  labels,
)
const compiled = compileRoutes(objects)
const upstreams = upstreamsOf(compiled.sidecar)
const [a] = upstreams
const keys = [
  'outbound|80||a.shop.svc.cluster.local',
  'outbound|80||b.shop.svc.cluster.local',
  'outbound|80||out.com',
]
/** All but one. */
const healthy = ({ endpoints }: { endpoints: (typeof upstreams)[number]['endpoints'] }) =>
  endpoints.filter(({ address }) => address !== 'ip-of-a-2')

it('are those that a sidecar has, and those that a gateway routes to', () => {
  expect(upstreams.map(({ key }) => key)).toEqual(keys)
  expect(upstreamsOf(compiled.gateway(ingressLabels)).map(({ key }) => key)).toEqual([
    'outbound|80|v2|a.shop.svc.cluster.local',
  ])
})

it('are told in lines, with what was ejected', () => {
  expect(clustersText([a!], healthy)).toBe(
    [
      `observability_name::${keys[0]}`,
      'default_priority::max_connections::7',
      'default_priority::max_pending_requests::4294967295',
      'default_priority::max_requests::4294967295',
      'default_priority::max_retries::4294967295',
      'added_via_api::true',
      `eds_service_name::${keys[0]}`,
      'ip-of-a-1:8000::health_flags::healthy',
      'ip-of-a-1:8000::weight::1',
      'ip-of-a-2:8000::health_flags::/failed_outlier_check',
      'ip-of-a-2:8000::weight::1',
    ]
      .map((line) => `${keys[0]}::${line}\n`)
      .join(''),
  )
})

describe('as JSON', () => {
  it('have their endpoints with their health', () => {
    const { cluster_statuses: statuses } = clusterStatuses(upstreams, healthy) as {
      cluster_statuses: Record<string, unknown>[]
    }
    expect(statuses.map(({ name }) => name)).toEqual(keys)
    expect(statuses[0]).toMatchObject({
      host_statuses: [
        {
          address: { socket_address: { address: 'ip-of-a-1', port_value: 8000 } },
          health_status: { eds_health_status: 'HEALTHY' },
        },
        { health_status: { failed_outlier_check: true } },
      ],
      circuit_breakers: { thresholds: [{ max_connections: 7 }] },
      eds_service_name: keys[0],
    })
    expect(statuses[1]).toMatchObject({ host_statuses: [] })
    expect(statuses[2]).not.toHaveProperty('eds_service_name')
  })

  it('are dumped as Envoy has them', () => {
    const dump = clustersDump(upstreams, 'v1') as { dynamic_active_clusters: { cluster: { type: string } }[] }
    expect(dump.dynamic_active_clusters.map(({ cluster }) => cluster.type)).toEqual([
      'EDS',
      'EDS',
      'STRICT_DNS',
    ])
    expect(dump).toMatchObject({
      '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump',
      version_info: 'v1',
    })
  })

  it('are dumped with their endpoints', () => {
    expect(endpointsDump([a!])).toMatchObject({
      dynamic_endpoint_configs: [
        {
          endpoint_config: {
            cluster_name: keys[0],
            endpoints: [
              {
                lb_endpoints: [
                  { endpoint: { address: { socket_address: { address: 'ip-of-a-1', port_value: 8000 } } } },
                  { health_status: 'HEALTHY' },
                ],
              },
            ],
          },
        },
      ],
    })
  })
})
