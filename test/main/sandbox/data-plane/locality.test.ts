import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type LocalityPolicy,
  levelShares,
  localityOfPod,
  type Place,
  preferred,
} from '#main/sandbox/data-plane/locality.ts'
import type { Endpoint } from '#main/sandbox/data-plane/upstreams.ts'

const at = (address: string, locality: string, labels: Record<string, string> = {}): Endpoint => ({
  ...{ address, cluster: locality.split('/')[0]!, pod: undefined, port: 80, labels, locality },
})
const here: Place = { locality: 'us/us-1/a', cluster: 'us', labels: { version: 'v1' } }

/** Shares of the endpoints in percent, by address, over a grid of draws. */
function shares(
  policy: LocalityPolicy,
  endpoints: readonly Endpoint[],
  ejected: readonly string[] = [],
  elsewhere: readonly Endpoint[] = [],
): Record<string, number> {
  const healthy = endpoints.filter(({ address }) => !ejected.includes(address))
  const found: Record<string, number> = {}
  for (let draw = 0; draw < 1000; draw += 1) {
    const group = preferred(policy, here, endpoints, healthy, () => (draw + 0.5) / 1000, elsewhere)
    for (const { address } of group) found[address] = (found[address] ?? 0) + 0.1 / group.length
  }
  return Object.fromEntries(Object.entries(found).map(([address, share]) => [address, Math.round(share)]))
}

describe('levels of regions', () => {
  const policy: LocalityPolicy = { by: 'failover', regions: [{ from: 'us', to: 'eu' }] }
  const ladder = [
    at('asia', 'asia/1/a'),
    at('eu', 'eu/1/a'),
    at('region', 'us/us-2/a'),
    at('zone', 'us/us-1/b'),
    at('subzone', 'us/us-1/a'),
  ]
  it.each([
    ['of the own subzone first', [], { subzone: 100 }],
    ['then of the zone', ['subzone'], { zone: 100 }],
    ['then of the region', ['subzone', 'zone'], { region: 100 }],
    ['then of the region that failover names', ['subzone', 'zone', 'region'], { eu: 100 }],
    ['then of the others', ['subzone', 'zone', 'region', 'eu'], { asia: 100 }],
    ['none when all are gone', ladder.map(({ address }) => address), {}],
  ])('%s', (_, ejected, expected) => {
    expect(shares(policy, ladder, ejected)).toEqual(expected)
  })

  it('without a region to go to are the same for all others', () => {
    const ejected = ['subzone', 'zone', 'region']
    expect(shares({ by: 'failover', regions: [] }, ladder, ejected)).toEqual({ eu: 50, asia: 50 })
  })

  it('hand on what they cannot take: half of a level takes 70 %', () => {
    const near = ['1', '2', '3', '4'].map((address) => at(address, 'us/us-1/a'))
    const all = [...near, at('far', 'eu/1/a')]
    expect(shares(policy, all, ['1'])).toEqual({ 2: 33, 3: 33, 4: 33 })
    expect(shares(policy, all, ['1', '2'])).toEqual({ 3: 35, 4: 35, far: 30 })
    expect(shares(policy, all, ['1', '2', '3'])).toEqual({ 4: 35, far: 65 })
  })

  it('are the same for everybody where nobody knows where he is', () => {
    const lost = ['1', '2'].map((address) => ({ ...at(address, 'x'), locality: '//' }))
    const group = preferred(policy, { ...here, locality: '//' }, lost, lost, () => 0)
    expect(group).toEqual(lost)
  })

  it('are left out by tries that go elsewhere, while there are others', () => {
    expect(shares(policy, ladder, [], [ladder[4]!])).toEqual({ zone: 100 })
    expect(shares(policy, ladder.slice(4), [], [ladder[4]!])).toEqual({ subzone: 100 })
  })
})

describe('the shares of levels', () => {
  // From the table of priority levels in Envoy's documentation: health of 1.4 times what is healthy.
  it.each([
    [
      [1, 1],
      [1, 0],
    ],
    [
      [1.4 * 0.72, 1],
      [1, 0],
    ],
    [
      [1.4 * 0.5, 1],
      [0.7, 0.3],
    ],
    [
      [1.4 * 0.25, 1.4 * 0.25],
      [0.5, 0.5],
    ],
    [
      [0, 1],
      [0, 1],
    ],
    [
      [0.2, 0.2, 1],
      [0.2, 0.2, 0.6],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  ])('%j are %j', (health, expected) => {
    for (const [index, share] of levelShares(health).entries()) expect(share).toBeCloseTo(expected[index]!)
  })

  it('are all of it wherever anything is healthy, and no level’s more than it can take then', () => {
    const health = fc.array(fc.double({ min: 0, max: 1.4, noNaN: true }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(health, (levels) => {
        const found = levelShares(levels)
        const sum = found.reduce((all, one) => all + one, 0)
        expect(sum).toBeCloseTo(levels.some((one) => one > 0) ? 1 : 0)
        if (levels.reduce((all, one) => all + Math.min(1, one), 0) >= 1)
          for (const [index, share] of found.entries())
            expect(share).toBeLessThanOrEqual(Math.min(1, levels[index]!) + 1e-9)
      }),
    )
  })
})

describe('levels of labels', () => {
  const policy: LocalityPolicy = { by: 'labels', labels: ['topology.kubernetes.io/region', 'version'] }
  const both = at('both', 'us/us-2/a', { version: 'v1' })
  const region = at('region', 'us/us-1/a', { version: 'v2' })
  const version = at('version', 'eu/1/a', { version: 'v1' })
  it('prefer whose labels are the proxy’s, in their order', () => {
    const all = [version, region, both]
    expect(shares(policy, all)).toEqual({ both: 100 })
    expect(shares(policy, all, ['both'])).toEqual({ region: 100 })
    expect(shares(policy, all, ['both', 'region'])).toEqual({ version: 100 })
  })
  it('may name a value in place of the proxy’s own', () => {
    expect(shares({ by: 'labels', labels: ['version=v2'] }, [version, region])).toEqual({ region: 100 })
  })
})

describe('a distribution', () => {
  const policy: LocalityPolicy = {
    by: 'distribute',
    rules: [
      { from: 'eu/*', to: { 'eu/*': 100 } },
      { from: 'us/us-1/*', to: { 'us/us-1/*': 70, 'us/us-2/*': 20, 'eu/*': 10 } },
      { from: 'us/*', to: { 'us/*': 100 } },
    ],
  }
  const all = [at('1', 'us/us-1/a'), at('2', 'us/us-2/a'), at('3', 'eu/1/a'), at('4', 'asia/1/a')]
  it('gives what the first rule for the proxy says, and nothing to others', () => {
    expect(shares(policy, all)).toEqual({ 1: 70, 2: 20, 3: 10 })
  })
  it('is over what is there, and well', () => {
    expect(shares(policy, all.slice(1))).toEqual({ 2: 67, 3: 33 })
    expect(shares(policy, all, ['1'])).toEqual({ 2: 67, 3: 33 })
  })
  it('leaves all alone where no rule is for the proxy', () => {
    expect(preferred({ by: 'distribute', rules: [] }, here, all, all, () => 0)).toBe(all)
  })
})

it('whatever the policy, endpoints that are not healthy are never chosen', () => {
  const places = fc.constantFrom('us/us-1/a', 'us/us-1/b', 'us/us-2/a', 'eu/1/a', '//', '')
  const patterns = fc.constantFrom('us/*', 'us/us-1/*', 'eu/*', '*', '', 'eu/1/a')
  const policies: fc.Arbitrary<LocalityPolicy> = fc.oneof(
    fc.record({
      by: fc.constant('distribute' as const),
      rules: fc.array(
        fc.record({ from: patterns, to: fc.dictionary(patterns, fc.integer({ min: -5, max: 100 })) }),
      ),
    }),
    fc.record({
      by: fc.constant('failover' as const),
      regions: fc.array(fc.record({ from: fc.constantFrom('us', 'eu'), to: fc.constantFrom('us', 'eu') })),
    }),
    fc.record({ by: fc.constant('labels' as const), labels: fc.array(fc.string({ maxLength: 3 })) }),
  )
  fc.assert(
    fc.property(
      policies,
      fc.array(fc.tuple(places, fc.boolean()), { maxLength: 6 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (policy, made, draw) => {
        const all = made.map(([place], index) => at(String(index), place))
        const healthy = all.filter((_, index) => made[index]![1])
        const group = preferred(policy, here, all, healthy, () => draw)
        expect(healthy).toEqual(expect.arrayContaining([...group]))
        if (policy.by !== 'distribute') expect(group.length > 0).toBe(healthy.length > 0)
      },
    ),
  )
})

it('a pod is where its node is, unless its label says otherwise', () => {
  const node = { 'topology.kubernetes.io/region': 'us', 'topology.kubernetes.io/zone': 'us-1' }
  expect(localityOfPod({}, node)).toBe('us/us-1/')
  expect(localityOfPod({ 'istio-locality': 'eu.eu-1.x' }, node)).toBe('eu/eu-1/x')
  expect(localityOfPod({})).toBe('//')
})
