import { describe, expect, it } from 'vitest'
import { createDownstreamStatistics } from '#main/sandbox/data-plane/downstream-statistics.ts'
import { createEnvoyStats } from '#main/sandbox/data-plane/envoy-stats.ts'
import { createMetrics } from '#main/sandbox/prometheus/create-metrics.ts'

function counted(proxy: 'none' | 'sidecar' | 'gateway', includes: (name: string) => boolean = () => true) {
  const stats = createEnvoyStats(createMetrics(), includes)
  const downstream = createDownstreamStatistics(stats, proxy)
  /** Without zeros. */
  const told = () =>
    Object.fromEntries(stats.all().flatMap(({ name, value }) => (value === 0 ? [] : [[name, value]])))
  return { downstream, told, names: () => stats.all().map(({ name }) => name) }
}

const reply = (status: number) => ({ status, contentType: 'text/plain', body: Buffer.alloc(0) })

describe('what comes to a proxy', () => {
  it('is counted at its listener and its connection manager, by class, until it has ended', async () => {
    const { downstream, told } = counted('sidecar')
    const late = Promise.withResolvers<ReturnType<typeof reply>>()
    const first = downstream.arrived(9080, false, () => late.promise)
    await downstream.arrived(9090, false, async () => reply(404))
    expect(told()).toMatchObject({
      'listener.0.0.0.0_15006.downstream_cx_active': 1,
      'listener.0.0.0.0_15006.downstream_cx_total': 2,
      'http.inbound_0.0.0.0_9080;.downstream_rq_active': 1,
      'listener.0.0.0.0_15006.http.inbound_0.0.0.0_9090;.downstream_rq_4xx': 1,
    })
    late.resolve(reply(200))
    await first
    expect(told()).toEqual({
      'listener.0.0.0.0_15006.downstream_cx_total': 2,
      ...Object.fromEntries(
        [
          [9080, '2xx'],
          [9090, '4xx'],
        ].flatMap(([port, status]) => [
          [`http.inbound_0.0.0.0_${port};.downstream_cx_total`, 1],
          [`http.inbound_0.0.0.0_${port};.downstream_rq_total`, 1],
          [`http.inbound_0.0.0.0_${port};.downstream_rq_completed`, 1],
          [`http.inbound_0.0.0.0_${port};.downstream_rq_${status}`, 1],
          [`listener.0.0.0.0_15006.http.inbound_0.0.0.0_${port};.downstream_rq_completed`, 1],
          [`listener.0.0.0.0_15006.http.inbound_0.0.0.0_${port};.downstream_rq_${status}`, 1],
        ]),
      ),
    })
  })

  it('has no answer where it broke or its client left', async () => {
    const { downstream, told } = counted('sidecar')
    await downstream.arrived(9080, false, async () => 'reset')
    const taken = { direction: 'outbound', port: 80, isTcp: false } as const
    downstream.begin(taken)
    downstream.end(taken, 0)
    expect(Object.keys(told()).filter((name) => /completed|[1-5]xx$|active/.test(name))).toEqual([])
    expect(told()).toMatchObject({ 'listener.0.0.0.0_80.downstream_cx_total': 1 })
  })

  it('has a listener alone where it is TCP', async () => {
    const { downstream, names } = counted('gateway')
    const taken = { direction: 'outbound', port: 3306, isTcp: true } as const
    downstream.begin(taken)
    downstream.end(taken, 200)
    expect(names()).toEqual([
      'listener.0.0.0.0_3306.downstream_cx_active',
      'listener.0.0.0.0_3306.downstream_cx_total',
    ])
  })

  it('is not counted without a proxy, nor as arrived at a gateway, which sends it on', async () => {
    for (const proxy of ['none', 'gateway'] as const) {
      const { downstream, names } = counted(proxy)
      await downstream.arrived(8080, false, async () => reply(200))
      expect(names()).toEqual([])
    }
  })

  it('has its inbound listener from the start', () => {
    expect(counted('sidecar', (name) => name.endsWith('downstream_cx_active')).names()).toEqual([
      'listener.0.0.0.0_15006.downstream_cx_active',
    ])
  })
})

it('counts what the policies answer', () => {
  const { downstream, told } = counted('sidecar')
  const http = { host: 'a', method: 'GET', path: '/', headers: {} }
  const allows = downstream.watched(({ principal }) => principal === 'friend')
  const access = { ip: '10.0.0.1', port: 9080 }
  for (const principal of ['friend', 'foe', undefined])
    expect(allows?.({ ...access, principal, http })).toBe(principal === 'friend')
  allows?.({ ...access, principal: 'foe', http: undefined })
  expect(told()).toEqual({
    'http.inbound_0.0.0.0_9080;.rbac.allowed': 1,
    'http.inbound_0.0.0.0_9080;.rbac.denied': 2,
  })
  expect(downstream.watched(undefined)).toBeUndefined()
})
