/** What istiod and the proxies tell of themselves: it follows what happens in the mesh. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { authorizationPolicyResource } from '#main/sandbox/data-plane/mesh-kinds.ts'
import { type Pod, resources } from '#shared/model/kube.ts'
import { runningBookinfo } from './running-mesh.ts'

type Running = Awaited<ReturnType<typeof runningBookinfo>>
let running: Running

beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

/** Samples of the pods of that app in east, as `name{label values}` without what is the same for all. */
function told(app: string): Map<string, number> {
  const targets = running.cluster('east').targets()
  return new Map(
    targets
      .filter(({ labels }) => labels.app === app)
      .flatMap(({ metrics }) => metrics.collect())
      .map(({ name, labels, value }) => [[name, ...Object.values(labels)].join(' '), value]),
  )
}

const route = (host: string) =>
  running.apis.east!.patch(resources.virtualService, 'bookinfo', 'bookinfo', {
    spec: { http: [{ route: [{ destination: { host, port: { number: 9080 } } }] }] },
  })

describe('istiod', () => {
  it('tells of a push: what it was for, how long it took, how many proxies have it', async () => {
    const before = told('istiod')
    const grown = (series: string) => (told('istiod').get(series) ?? 0) - (before.get(series) ?? 0)
    await route('details')
    await running.clock.advance(200)
    const proxies = told('istiod').get(
      [...told('istiod').keys()].find((one) => one.startsWith('pilot_xds '))!,
    )
    expect(proxies).toBeGreaterThan(3)
    expect(grown('pilot_push_triggers config')).toBe(1)
    expect(grown('pilot_inbound_updates config')).toBe(1)
    expect(grown('pilot_k8s_cfg_events update VirtualService')).toBe(1)
    expect(grown('pilot_proxy_convergence_time_count')).toBe(proxies)
    // 2 ms until each has it; the 100 ms of debounce before do not belong to it.
    expect(grown('pilot_proxy_convergence_time_bucket 0.1')).toBe(proxies)
    expect(grown('pilot_proxy_convergence_time_sum')).toBeCloseTo(0.002 * (proxies ?? 0), 6)
    expect(grown('pilot_debounce_time_sum')).toBeCloseTo(0.1, 3)
    expect(grown('pilot_xds_push_time_sum rds')).toBeCloseTo(0.002 * (proxies ?? 0), 6)
  })

  it('has certified each proxy once, and watches both clusters', () => {
    const samples = told('istiod')
    const sidecars = running
      .cluster('east')
      .targets()
      .filter(({ metrics }) => metrics.collect().some(({ name }) => name === 'istio_build'))
    expect(samples.get('citadel_server_csr_count')).toBe(sidecars.length)
    expect(samples.get('istiod_managed_clusters remote')).toBe(1)
    expect(samples.get('istiod_remote_cluster_sync_status west remote synced')).toBe(1)
    expect(samples.get('istiod_remote_cluster_sync_status west remote timeout')).toBe(0)
  })

  it('counts what changed when it changes, and for what a push was once that is made', async () => {
    const before = told('istiod')
    const grown = (series: string) => (told('istiod').get(series) ?? 0) - (before.get(series) ?? 0)
    await route('details')
    await route('ratings')
    await running.clock.advance(20)
    expect(grown('pilot_inbound_updates config')).toBe(2)
    expect(grown('pilot_push_triggers config')).toBe(0)
    await running.clock.advance(200)
    expect(grown('pilot_push_triggers config')).toBe(2)
    expect(grown('pilot_debounce_time_count')).toBe(1)
  })

  it('tells how many objects cannot all be as they say', async () => {
    expect(told('istiod').get('pilot_vservice_dup_domain')).toBe(0)
    for (const name of ['first', 'second'])
      await running.apis.east!.create(resources.virtualService, {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name, namespace: 'bookinfo' },
        spec: { hosts: ['reviews'], http: [{ route: [{ destination: { host: 'reviews' } }] }] },
      })
    await running.clock.advance(200)
    expect(told('istiod').get('pilot_vservice_dup_domain')).toBe(1)
  })

  it('counts the sidecars that it adds, and what its webhook says', async () => {
    const before = told('istiod').get('sidecar_injection_success_total') ?? 0
    await running.run('east', 'details-v1')
    expect(told('istiod').get('sidecar_injection_success_total')).toBe(before + 1)
    const virtualService = { group: 'networking.istio.io', version: 'v1', resource: 'virtualservices' }
    for (const verdict of ['passed', 'denied', 'passed'] as const)
      running.cluster('east').reviewed({ ...virtualService, verdict })
    const labels = 'networking.istio.io virtualservices v1'
    expect(told('istiod').get(`galley_validation_passed ${labels}`)).toBe(2)
    expect(
      told('istiod').get(`galley_validation_failed networking.istio.io invalid_resource virtualservices v1`),
    ).toBe(1)
  })

  it('is connected to each proxy, until it is gone', async () => {
    const active = 'envoy_cluster_upstream_cx_active xds-grpc'
    expect(told('details').get(active)).toBe(1)
    expect(told('details').get('envoy_cluster_upstream_cx_total xds-grpc')).toBe(1)
    const [istiod] = running.apis
      .east!.all<Pod>(resources.pod, 'istio-system')
      .filter(({ metadata }) => metadata.labels?.app === 'istiod')
    await running.apis.east!.delete(resources.pod, 'istio-system', istiod!.metadata.name)
    await running.clock.advance(10)
    expect(told('details').get(active)).toBe(0)
  })
})

describe('a proxy', () => {
  const upstream = 'outbound|9080||details.bookinfo.svc.cluster.local'
  /** The only productpage that is called, with such annotations. */
  async function onlyPage(annotations: Record<string, string>): Promise<Pod> {
    for (const { metadata } of running.apis
      .east!.all<Pod>(resources.pod, 'bookinfo')
      .filter(({ metadata }) => metadata.labels?.app === 'productpage'))
      await running.apis.east!.delete(resources.pod, 'bookinfo', metadata.name)
    const container = { ports: [{ containerPort: 9080 }] }
    const page = await running.run('east', 'productpage-v1', { annotations, container })
    await running.endpoints('east', 'productpage', [page])
    await running.clock.advance(1000)
    return page
  }
  const requests = () => told('productpage').get(`envoy_cluster_upstream_rq_total ${upstream}`)

  it('counts the requests to its upstreams where its pod asks for that', async () => {
    const annotations = { 'sidecar.istio.io/statsInclusionPrefixes': 'cluster.outbound' }
    await onlyPage(annotations)
    await running.visit('east', '/productpage')
    await running.visit('east', '/productpage')
    expect(requests()).toBe(2)
    expect(told('productpage').get(`envoy_cluster_upstream_rq ${upstream} 2xx`)).toBe(2)
    expect(told('productpage').get(`envoy_cluster_upstream_cx_active ${upstream}`)).toBe(0)
  })

  it('counts what comes to it, and as whom, where its pod asks for that', async () => {
    await onlyPage({ 'proxy.istio.io/config': 'proxyStatsMatcher: { inclusionPrefixes: [listener, http] }' })
    await running.visit('east', '/productpage')
    const inbound = 'envoy_listener_http_downstream_rq inbound_0.0.0.0_9080 0.0.0.0_15006'
    expect(told('productpage').get(`${inbound} 2xx`)).toBe(1)
    expect(told('productpage').get(`${inbound} 4xx`)).toBe(0)
    const outbound = 'envoy_listener_http_downstream_rq outbound_0.0.0.0_9080 0.0.0.0_9080'
    expect(told('productpage').get(`${outbound} 2xx`)).toBe(2)
    expect(told('productpage').get('envoy_listener_downstream_cx_active 0.0.0.0_15006')).toBe(0)
    expect(told('productpage').get('envoy_http_downstream_rq_total inbound_0.0.0.0_9080')).toBe(1)
  })

  it('tells of open connections at a gateway, and of policies, in any case', async () => {
    const active = 'envoy_listener_downstream_cx_active 0.0.0.0_8080'
    await running.visit('east', '/productpage')
    expect(told('istio-ingressgateway').get(active)).toBe(0)
    await running.apis.east!.create(authorizationPolicyResource, {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'nobody', namespace: 'bookinfo' },
      spec: { selector: { matchLabels: { app: 'productpage' } }, action: 'ALLOW' },
    })
    await running.clock.advance(200)
    expect((await running.visit('east', '/productpage')).status).toBe(403)
    expect(told('productpage').get('envoy_http_rbac denied inbound_0.0.0.0_9080')).toBe(1)
  })

  it('tells the same at its admin port, in names of its own', async () => {
    const page = await onlyPage({ 'sidecar.istio.io/statsInclusionRegexps': 'listener.*2xx' })
    await running.visit('east', '/productpage')
    const stats = await running.ask(
      'east',
      'bookinfo',
      page.metadata.name,
      15000,
      '/stats?filter=^listener.*http',
    )
    expect(stats.body).toBe(
      `listener.0.0.0.0_15006.http.inbound_0.0.0.0_9080;.downstream_rq_2xx: 1
listener.0.0.0.0_9080.http.outbound_0.0.0.0_9080;.downstream_rq_2xx: 2
`,
    )
  })

  it('counts what it tries again, and whom it ejects, and tells who that is', async () => {
    const page = await onlyPage({ 'sidecar.istio.io/statsInclusionPrefixes': 'cluster.outbound' })
    const ghost = await running.run('east', 'details-v1')
    await running.apis.east!.delete(resources.pod, 'bookinfo', ghost.metadata.name)
    await running.endpoints('east', 'details', [running.pods['east details-v1']!, ghost])
    await running.clock.advance(1000)
    const value = (statistic: string) =>
      told('productpage').get(`envoy_cluster_${statistic} ${upstream}`) ?? Number.NaN
    for (let visit = 0; visit < 10; visit += 1) await running.visit('east', '/productpage')
    // Half of them, by chance, meet the one that is not there.
    expect(value('upstream_cx_connect_fail')).toBeGreaterThan(0)
    expect(value('upstream_rq_retry')).toBe(value('upstream_cx_connect_fail'))
    expect(value('upstream_rq_retry_success')).toBe(value('upstream_rq_retry'))
    expect(value('upstream_rq_total')).toBe(10 + value('upstream_rq_retry'))
    expect(value('membership_healthy')).toBe(2)

    await running.apis.east!.create(resources.destinationRule, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'details', namespace: 'bookinfo' },
      spec: {
        host: 'details',
        trafficPolicy: {
          outlierDetection: { consecutive5xxErrors: 1, baseEjectionTime: '1h', maxEjectionPercent: 100 },
        },
      },
    })
    await running.clock.advance(200)
    for (let visit = 0; visit < 10; visit += 1) await running.visit('east', '/productpage')
    expect(value('outlier_detection_ejections_enforced_total')).toBe(1)
    expect(value('outlier_detection_ejections_active')).toBe(1)
    expect(value('membership_healthy')).toBe(1)
    const { body } = await running.ask('east', 'bookinfo', page.metadata.name, 15000, '/clusters')
    expect(body.split('\n').filter((line) => line.includes('failed_outlier_check'))).toEqual([
      `${upstream}::${ghost.status?.podIP}:9080::health_flags::/failed_outlier_check`,
    ])
  })

  it('counts what its limits let not through', async () => {
    await onlyPage({ 'sidecar.istio.io/statsInclusionPrefixes': 'cluster.outbound' })
    await running.apis.east!.create(resources.destinationRule, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'details', namespace: 'bookinfo' },
      spec: {
        host: 'details',
        trafficPolicy: {
          connectionPool: { tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1 } },
        },
      },
    })
    const image = 'docker.io/istio/examples-bookinfo-details-v1:1.20.3-slow-800ms'
    await running.endpoints('east', 'details', [
      await running.run('east', 'details-v1', { image, container: { ports: [{ containerPort: 9080 }] } }),
    ])
    await running.clock.advance(1000)
    // Five at a time at one that is slow: one is answered, one waits, three overflow.
    await running.visitEvery(1, 5)
    const value = (statistic: string) => told('productpage').get(`envoy_cluster_${statistic} ${upstream}`)
    expect(value('upstream_rq_pending_overflow')).toBe(3)
    expect(value('upstream_cx_overflow')).toBe(1)
    expect(value('upstream_rq_total')).toBe(2)
    expect(value('circuit_breakers_default_cx_open')).toBe(0)
  })

  it('does not count them by default', async () => {
    await running.visit('east', '/productpage')
    expect(requests()).toBeUndefined()
  })
})
