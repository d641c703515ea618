import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GraphType } from '#shared/model/traffic.ts'
import { toTable } from '#shared/traffic/export.ts'
import { metrics, type Row } from '#shared/traffic/series.ts'
import { trafficGraph } from '#shared/traffic/traffic-graph.ts'
import { type Call, call, endsOf, graphInput } from './graph-input.ts'

const lines = (rows: Row[], options = {}) =>
  toTable({ ...trafficGraph(graphInput(rows, options)), problems: [] }).map(
    (row) => `${row.from} → ${row.to}  ${row.rate}  ${row.errorPercent}`,
  )
const onlyEdge = (rows: Row[], options = {}) => {
  const { edges } = trafficGraph(graphInput(rows, options)).elements
  expect(edges).toHaveLength(1)
  return edges[0]?.data
}
const ab = { from: 'a v1', to: 'b v1' }

describe('the two reports of one flow', () => {
  it('count once, the one of the callee', () => {
    const edge = onlyEdge([
      call({ ...ab, rate: 9.5, reporter: 'source' }),
      call({ ...ab, rate: 10, reporter: 'destination' }),
    ])
    expect(edge?.traffic.rates.http).toBe('10.00')
    expect(edge?.explain).toEqual({
      reporter: 'destination',
      expr: 'sum by (response_code) (rate(istio_requests_total{reporter="destination", source_cluster="east", source_workload_namespace="bookinfo", source_workload="a-v1", destination_cluster="east", destination_service_name="b", destination_workload_namespace="bookinfo", destination_workload="b-v1", request_protocol="http"}[600s]))',
      because:
        'Counted by the proxy of the callee; the proxy of the caller reports the same as 9.50/s, which is not added.',
      context: 'east',
    })
  })

  it('are joined where only the caller knows of failures', () => {
    const edge = onlyEdge([
      call({ ...ab, rate: 9, reporter: 'source' }),
      call({ ...ab, rate: 9, reporter: 'destination' }),
      call({ ...ab, rate: 1, reporter: 'source', code: '503', flags: 'UC' }),
    ])
    expect(edge?.traffic.rates).toEqual({
      http: '10.00',
      http5xx: '1.00',
      httpPercentErr: '10.0',
      httpPercentReq: '100.0',
    })
    expect(edge?.explain?.because).toBe(
      '10.0 % failed: 503 (UC: the upstream closed the connection) 10.0 %. ' +
        '9.00/s counted by the proxy of the callee; the proxy of the caller reports the same as 9.00/s, which is not added. ' +
        '1.00/s known only from the proxy of the caller.',
    )
    expect(edge?.explain?.expr).toContain('response_code="200", response_flags="-"}[600s]) or rate(')
  })

  it('say so when the callee has no proxy', () => {
    const edge = onlyEdge([call({ ...ab, reporter: 'source' })])
    expect(edge?.explain?.because).toBe(
      'Counted by the proxy of the caller; no proxy of the callee reported it.',
    )
  })

  it('are summed over policies, which also gives the share of mutual TLS', () => {
    const edge = onlyEdge([
      call({ ...ab, rate: 3, policy: 'mutual_tls' }),
      call({ ...ab, rate: 1, policy: 'none' }),
      call({ ...ab, rate: 4, reporter: 'source', policy: 'unknown' }),
    ])
    expect(edge?.traffic.rates.http).toBe('4.00')
    expect(edge?.isMTLS).toBe('75')
  })
})

describe('response codes', () => {
  it.each([
    ['http', '0', { httpNoResponse: '1.00', httpPercentErr: '100.0' }],
    ['http', '301', { http3xx: '1.00' }],
    ['http', '404', { http4xx: '1.00', httpPercentErr: '100.0' }],
    ['grpc', '0', {}],
    ['grpc', '14', { grpcErr: '1.00', grpcPercentErr: '100.0' }],
  ] as const)('%s %s', (protocol, code, expected) => {
    const edge = onlyEdge([call({ ...ab, protocol, code })])
    expect(edge?.traffic.rates).toEqual({
      [protocol]: '1.00',
      [`${protocol}PercentReq`]: '100.0',
      ...expected,
    })
  })

  it('of gRPC are those of HTTP when it failed before gRPC', () => {
    const row = call({ ...ab, protocol: 'grpc', code: '0' })
    const failed = { ...row, labels: { ...row.labels, response_code: '503' } }
    expect(onlyEdge([failed])?.traffic.rates.grpcErr).toBe('1.00')
    const none = { ...row, labels: { ...row.labels, response_code: '0' } }
    expect(onlyEdge([none])?.traffic.rates.grpcNoResponse).toBe('1.00')
  })

  it('are not there for TCP', () => {
    expect(lines([call({ ...ab, protocol: 'tcp', rate: 1024 })])).toEqual([
      'east/bookinfo/a v1 → east/bookinfo/b v1  1024.00 B/s  –',
    ])
  })
})

describe('types of graph', () => {
  const rows = [
    call({ from: 'web v1', to: 'api v1', rate: 3 }),
    call({ from: 'web v1', to: 'api v2', rate: 1, code: '500' }),
    call({ from: 'api v1', to: 'db v1', rate: 6 }),
    call({ from: 'web v1', to: 'svc gone', rate: 2, reporter: 'source', code: '503', flags: 'UH' }),
  ]
  it.each<[GraphType, string[]]>([
    [
      'versionedApp',
      [
        'east/bookinfo/api v1 → east/bookinfo/db v1  6.00/s  0.0 %',
        'east/bookinfo/web v1 → east/bookinfo/api v1  3.00/s  0.0 %',
        'east/bookinfo/web v1 → east/bookinfo/api v2  1.00/s  100.0 %',
        'east/bookinfo/web v1 → east/bookinfo/gone  2.00/s  100.0 %',
      ],
    ],
    [
      'app',
      [
        'east/bookinfo/api → east/bookinfo/db  6.00/s  0.0 %',
        'east/bookinfo/web → east/bookinfo/api  4.00/s  25.0 %',
        'east/bookinfo/web → east/bookinfo/gone  2.00/s  100.0 %',
      ],
    ],
    [
      'service',
      [
        'east/bookinfo/api → east/bookinfo/db  6.00/s  0.0 %',
        'east/bookinfo/web v1 → east/bookinfo/api  4.00/s  25.0 %',
        'east/bookinfo/web v1 → east/bookinfo/gone  2.00/s  100.0 %',
      ],
    ],
  ])('%s', (graphType, expected) => {
    expect(lines(rows, { graphType })).toEqual(expected)
  })

  it('with services put in', () => {
    const injected = lines(rows.slice(0, 2), { injectServiceNodes: true, graphType: 'app' })
    expect(injected).toEqual([
      'east/bookinfo/api → east/bookinfo/api  4.00/s  25.0 %',
      'east/bookinfo/web → east/bookinfo/api  4.00/s  25.0 %',
    ])
  })
})

const bucketsOf = (c: Call, counts: Record<string, number>): Row[] =>
  Object.entries(counts).map(([le, value]) => ({
    context: 'east',
    metric: metrics.buckets,
    labels: { ...endsOf(c), le, reporter: c.reporter ?? 'destination', request_protocol: 'http' },
    value,
  }))

const timeOf = (rows: Row[], buckets: Row[], options = {}) => {
  const input = graphInput(rows, { quantile: 0.5, ...options })
  const graph = trafficGraph({ ...input, telemetry: { ...input.telemetry, buckets } })
  return graph.elements.edges.map(({ data }) => data.responseTime)
}

describe('response times', () => {
  const v1 = { from: 'web v1', to: 'api v1' }
  const v2 = { from: 'web v1', to: 'api v2' }
  const fast = bucketsOf(v1, { '10': 90, '100': 90, '1000': 90, '+Inf': 90 })
  const slow = bucketsOf(v2, { '10': 0, '100': 0, '1000': 110, '+Inf': 110 })

  it('are those of all requests of an edge, not of one of its series', () => {
    // 200 requests, the 100th is the 10th of the 110 slow ones: 100 + 900 · 10/110
    expect(timeOf([call(v1), call(v2)], [...fast, ...slow], { graphType: 'app' })).toEqual(['182'])
  })

  it('are joined on a service graph too', () => {
    expect(timeOf([call(v1), call(v2)], [...fast, ...slow], { graphType: 'service' })).toEqual(['182'])
  })

  it('come from the caller where the callee reports none', () => {
    const source = bucketsOf({ ...v1, reporter: 'source' }, { '10': 0, '100': 2, '+Inf': 2 })
    expect(timeOf([call(v1)], source)).toEqual(['55'])
    expect(timeOf([call(v1)], [...source, ...fast])).toEqual(['5'])
  })

  it('do not need the buckets that nothing fell into', () => {
    const dropEmpty = (rows: Row[]) => rows.filter((row) => row.value > 0)
    const full = timeOf([call(v1), call(v2)], [...fast, ...slow])
    expect(timeOf([call(v1), call(v2)], dropEmpty([...fast, ...slow]))).toEqual(full)
  })

  it('are unknown without buckets', () => {
    expect(timeOf([call(v1)], [])).toEqual([undefined])
  })
})

describe('throughput', () => {
  it('is summed per edge and protocol', () => {
    const input = graphInput([call(ab), call({ ...ab, protocol: 'grpc', code: '0' })])
    const bytes = (request_protocol: string, value: number): Row => ({
      context: 'east',
      metric: metrics.bytes,
      labels: { ...endsOf(ab), reporter: 'destination', request_protocol },
      value,
    })
    const telemetry = { ...input.telemetry, bytes: [bytes('http', 1500.4), bytes('grpc', 20)] }
    const edges = trafficGraph({ ...input, telemetry }).elements.edges.map(({ data }) => data)
    expect(edges.map((edge) => `${edge.traffic.protocol} ${edge.throughput}`).sort()).toEqual([
      'grpc 20',
      'http 1500',
    ])
  })
})

const anyCall = fc.record({
  from: fc.constantFrom('web v1', 'api v1', 'api v2', 'unknown'),
  to: fc.constantFrom('api v1', 'api v2', 'db v1', 'svc gone'),
  rate: fc.double({ min: 0.0001, max: 1000, noNaN: true }),
  code: fc.constantFrom('200', '301', '404', '503', '0'),
  flags: fc.constantFrom('-', 'UC'),
  reporter: fc.constantFrom('source', 'destination', 'waypoint'),
  policy: fc.constantFrom('mutual_tls', 'none', 'unknown'),
  protocol: fc.constantFrom('http', 'tcp'),
  context: fc.constantFrom('east', 'west'),
  toCluster: fc.constantFrom('east', 'west'),
} as const)

describe('the order of the series', () => {
  it('never changes the answer', () => {
    const cases = fc.array(anyCall, { maxLength: 30 }).chain((calls) =>
      fc.record({
        calls: fc.constant(calls),
        shuffled: fc.shuffledSubarray(calls, { minLength: calls.length }),
        graphType: fc.constantFrom<GraphType>('versionedApp', 'app', 'workload', 'service'),
      }),
    )
    fc.assert(
      fc.property(cases, ({ calls, shuffled, graphType }) => {
        const graphOf = (ordered: typeof calls) => {
          const input = graphInput(ordered.map(call), { graphType, boxBy: ['namespace', 'cluster'] })
          const buckets = ordered.flatMap((one) => bucketsOf(one, { '10': one.rate / 3, '+Inf': one.rate }))
          return trafficGraph({ ...input, telemetry: { ...input.telemetry, buckets } })
        }
        expect(graphOf(shuffled)).toEqual(graphOf(calls))
      }),
    )
  })

  it('adds up: what nodes send is what edges carry', () => {
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 20 }), (calls) => {
        const { nodes, edges } = trafficGraph(graphInput(calls.map(call))).elements
        const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)
        const sent = nodes
          .flatMap(({ data }) => data.traffic ?? [])
          .map(({ rates }) => Number(rates.httpOut ?? 0))
        const got = nodes
          .flatMap(({ data }) => data.traffic ?? [])
          .map(({ rates }) => Number(rates.httpIn ?? 0))
        const carried = edges.map(({ data }) => Number(data.traffic.rates.http ?? 0))
        expect(sum(sent)).toBeCloseTo(sum(carried), 0)
        expect(sum(got)).toBeCloseTo(sum(carried), 0)
      }),
    )
  })
})
