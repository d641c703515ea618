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
      localFirst: false,
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

  it('prefers the own cluster with outlier detection, unless locality is switched off', () => {
    const trafficPolicy = { outlierDetection: {} }
    expect(trafficPolicyOf({ host: 'a', trafficPolicy }, 80).localFirst).toBe(true)
    const off = { ...trafficPolicy, loadBalancer: { localityLbSetting: { enabled: false } } }
    expect(trafficPolicyOf({ host: 'a', trafficPolicy: off }, 80).localFirst).toBe(false)
  })

  it('limits what may be tried again', () => {
    const trafficPolicy = { connectionPool: { http: { maxRetries: 2 } } }
    expect(trafficPolicyOf({ host: 'a', trafficPolicy }, 80).limits).toMatchObject({ retries: 2 })
  })
})
