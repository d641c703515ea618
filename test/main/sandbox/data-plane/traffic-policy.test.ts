import { describe, expect, it } from 'vitest'
import type { Balancing } from '#main/sandbox/data-plane/load-balancer.ts'
import { trafficPolicyOf } from '#main/sandbox/data-plane/traffic-policy.ts'

const pool = (maxConnections: number) => ({ connectionPool: { tcp: { maxConnections } } })
const spec = {
  host: 'reviews',
  trafficPolicy: {
    ...pool(1),
    outlierDetection: {},
    portLevelSettings: [{ port: { number: 8080 }, ...pool(2) }],
  },
  subsets: [
    { name: 'plain' },
    { name: 'own', trafficPolicy: pool(3) },
    { name: 'own-port', trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, ...pool(4) }] } },
  ],
}

describe('the policy of an upstream', () => {
  it.each([
    ['of the host', 80, undefined, 1, true],
    ['of a port replaces all of it', 8080, undefined, 2, false],
    ['of a subset without one is the host’s', 80, 'plain', 1, true],
    ['of a subset replaces the fields it has', 80, 'own', 3, true],
    ['of a port of a subset replaces all', 80, 'own-port', 4, false],
  ])('%s', (_, port, subset, connections, outliers) => {
    const policy = trafficPolicyOf(spec, port, subset)
    expect(policy.limits?.connections).toBe(connections)
    expect(policy.outliers !== undefined).toBe(outliers)
  })

  it('is none without a DestinationRule', () => {
    expect(trafficPolicyOf(undefined, 80)).toEqual({
      limits: undefined,
      outliers: undefined,
      balancing: 'least-request',
      locality: undefined,
      warmUp: undefined,
      tls: undefined,
    })
  })

  it('has Istio’s defaults for outliers', () => {
    expect(trafficPolicyOf(spec, 80).outliers).toEqual({
      errors: 5,
      gatewayErrors: 0,
      localErrors: undefined,
      intervalMs: 10_000,
      ejectionMs: 30_000,
      maxEjectionPercent: 10,
      minHealthPercent: 0,
    })
  })

  it.each<[string, Record<string, unknown> | undefined, Balancing]>([
    ['Istio’s default', undefined, 'least-request'],
    ['unspecified', { simple: 'UNSPECIFIED' }, 'least-request'],
    ['in turn', { simple: 'ROUND_ROBIN' }, 'round-robin'],
    ['at random', { simple: 'RANDOM' }, 'random'],
    ['by header', { consistentHash: { httpHeaderName: 'x-user' } }, { by: { header: 'x-user' } }],
    ['by query', { consistentHash: { httpQueryParameterName: 'user' } }, { by: { query: 'user' } }],
    [
      'by cookie',
      { consistentHash: { httpCookie: { name: 'user', ttl: '30s' } } },
      { by: { cookie: 'user', path: undefined, ttlMs: 30_000 } },
    ],
    ['by address', { consistentHash: { useSourceIp: true } }, { by: { sourceIp: true } }],
  ])('spreads requests %s', (_, loadBalancer, balancing) => {
    expect(trafficPolicyOf({ host: 'a', trafficPolicy: { loadBalancer } }, 80).balancing).toEqual(balancing)
  })

  const localityOf = (localityLbSetting: object, looksForOutliers = true) =>
    trafficPolicyOf(
      {
        host: 'a',
        trafficPolicy: {
          loadBalancer: { localityLbSetting },
          ...(looksForOutliers ? { outlierDetection: {} } : {}),
        },
      },
      80,
    ).locality

  it('has levels of localities with outlier detection alone, unless that is switched off', () => {
    expect(localityOf({})).toEqual({ by: 'failover', regions: [] })
    expect(localityOf({ failover: [{ from: 'a', to: 'b' }] })).toEqual({
      by: 'failover',
      regions: [{ from: 'a', to: 'b' }],
    })
    expect(localityOf({ failoverPriority: ['x'] })).toEqual({ by: 'labels', labels: ['x'] })
    expect(localityOf({ failoverPriority: ['x'] }, false)).toBeUndefined()
    expect(localityOf({ enabled: false })).toBeUndefined()
  })

  it('distributes over localities whether outliers are looked for or not', () => {
    const distribute = [{ from: 'a/*', to: { 'a/*': 80, 'b/*': 20 } }]
    expect(localityOf({ distribute }, false)).toEqual({ by: 'distribute', rules: distribute })
  })

  it('warms endpoints up where they are taken in turn or by their open requests', () => {
    const warmUpOf = (loadBalancer: object) =>
      trafficPolicyOf({ host: 'a', trafficPolicy: { loadBalancer } }, 80).warmUp
    expect(warmUpOf({ warmupDurationSecs: '30s' })).toEqual({
      ...{ durationMs: 30_000, minimum: 0.1, aggression: 1 },
    })
    const warmup = { duration: '10s', minimumPercent: 20, aggression: 2 }
    expect(warmUpOf({ simple: 'ROUND_ROBIN', warmup })).toEqual({
      ...{ durationMs: 10_000, minimum: 0.2, aggression: 2 },
    })
    expect(warmUpOf({ simple: 'RANDOM', warmup })).toBeUndefined()
    expect(warmUpOf({ consistentHash: { useSourceIp: true }, warmup })).toBeUndefined()
  })

  it('limits what may be tried again', () => {
    const trafficPolicy = { connectionPool: { http: { maxRetries: 2 } } }
    expect(trafficPolicyOf({ host: 'a', trafficPolicy }, 80).limits).toMatchObject({ retries: 2 })
  })
})
