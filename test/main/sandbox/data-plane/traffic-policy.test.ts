import { describe, expect, it } from 'vitest'
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
    expect(trafficPolicyOf(undefined, 80)).toEqual({ limits: undefined, outliers: undefined, tls: undefined })
  })

  it('has Istio’s defaults for outliers', () => {
    expect(trafficPolicyOf(spec, 80).outliers).toEqual({
      errors: 5,
      gatewayErrors: 0,
      intervalMs: 10_000,
      ejectionMs: 30_000,
      maxEjectionPercent: 10,
      minHealthPercent: 0,
    })
  })
})
