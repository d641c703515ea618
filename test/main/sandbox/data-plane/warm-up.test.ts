import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balancedByWeight, begin, noLoad, seen } from '#main/sandbox/data-plane/load-balancer.ts'
import type { Endpoint } from '#main/sandbox/data-plane/upstreams.ts'
import { warmUpFactor } from '#main/sandbox/data-plane/warm-up.ts'

describe('the part of its weight that an endpoint has', () => {
  it.each([
    [0, 1, 0.1],
    [5000, 1, 0.1],
    [30_000, 1, 0.5],
    [45_000, 1, 0.75],
    [60_000, 1, 1],
    [90_000, 1, 1],
    [15_000, 2, 0.5],
    [600, 2, 0.1],
  ])('%d ms after it came with aggression %d is %d', (ageMs, aggression, expected) => {
    expect(warmUpFactor({ durationMs: 60_000, minimum: 0.1, aggression }, ageMs)).toBeCloseTo(expected)
  })

  it('never falls, and never leaves its bounds', () => {
    const ages = fc.nat(120_000)
    const aggression = fc.double({ min: 1, max: 10, noNaN: true })
    fc.assert(
      fc.property(
        ages,
        ages,
        aggression,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, power, minimum) => {
          const of = (ageMs: number) =>
            warmUpFactor({ durationMs: 60_000, minimum, aggression: power }, ageMs)
          expect(of(Math.min(a, b))).toBeLessThanOrEqual(of(Math.max(a, b)))
          expect(of(a)).toBeGreaterThanOrEqual(minimum)
          expect(of(a)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

describe('while endpoints warm up', () => {
  const endpoint = (address: string): Endpoint => ({
    ...{ address, cluster: '', pod: undefined, port: 80, labels: {} },
  })
  const all = [endpoint('old'), endpoint('new')]
  const weightOf = ({ address }: Endpoint) => (address === 'old' ? 1 : 0.25)
  const chosen = (draws: readonly number[], load = noLoad()) =>
    draws.map((draw) => balancedByWeight(all, 'least-request', load, weightOf, () => draw)?.address)

  it('requests are spread by weight', () => {
    expect(chosen([0, 0.79, 0.81, 0.99])).toEqual(['old', 'old', 'new', 'new'])
  })

  it('one with open requests gets fewer', () => {
    const load = noLoad()
    for (let count = 0; count < 3; count += 1) begin(load, all[0]!)
    expect(chosen([0.49, 0.51], load)).toEqual(['old', 'new'])
  })

  it('they are as old as they have been there', () => {
    const load = noLoad()
    seen(load, all, 100)
    seen(load, [all[0]!], 200)
    seen(load, all, 300)
    expect([...load.since]).toEqual([
      ['old', 100],
      ['new', 300],
    ])
  })
})
