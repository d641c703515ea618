import { describe, expect, it } from 'vitest'
import { createOutlierDetection } from '#main/sandbox/data-plane/outlier-detection.ts'
import type { OutlierPolicy } from '#main/sandbox/data-plane/traffic-policy.ts'
import type { Endpoint } from '#main/sandbox/data-plane/upstreams.ts'

const endpoint = (address: string): Endpoint => ({
  address,
  cluster: 'east',
  pod: `shop/${address}`,
  port: 80,
  labels: {},
})
const [a, b] = [endpoint('a'), endpoint('b')]
const policy: OutlierPolicy = {
  errors: 3,
  gatewayErrors: 0,
  localErrors: undefined,
  intervalMs: 1000,
  ejectionMs: 3000,
  maxEjectionPercent: 50,
  minHealthPercent: 0,
}

function detection(changes: Partial<OutlierPolicy> = {}) {
  const now = { ms: 500 }
  const mine = { ...policy, ...changes }
  const outliers = createOutlierDetection(0)
  return {
    now,
    answer: (one: Endpoint, ...statuses: number[]) => {
      for (const status of statuses) outliers.answered(one, { status, local: false }, [a, b], mine, now.ms)
    },
    fail: (one: Endpoint, times: number) => {
      for (let n = 0; n < times; n += 1)
        outliers.answered(one, { status: 503, local: true }, [a, b], mine, now.ms)
    },
    usable: () => outliers.usable([a, b], mine, now.ms).map(({ address }) => address),
  }
}

describe('an endpoint', () => {
  it('is ejected after so many bad answers in a row', () => {
    const { answer, usable } = detection()
    answer(a, 500, 503, 200, 500, 503)
    expect(usable()).toEqual(['a', 'b'])
    answer(a, 500)
    expect(usable()).toEqual(['b'])
  })

  it('comes back at the first look after its time, and stays away longer the second time', () => {
    const { now, answer, usable } = detection()
    answer(a, 500, 500, 500)
    now.ms = 3999
    expect(usable()).toEqual(['b'])
    now.ms = 4000
    expect(usable()).toEqual(['a', 'b'])
    answer(a, 500, 500, 500)
    now.ms = 9999
    expect(usable()).toEqual(['b'])
    now.ms = 10_000
    expect(usable()).toEqual(['a', 'b'])
  })

  it('stays when too large a share would be ejected', () => {
    const { answer, usable } = detection()
    answer(a, 500, 500, 500)
    answer(b, 500, 500, 500)
    expect(usable()).toEqual(['b'])
    const careful = detection({ maxEjectionPercent: 10 })
    careful.answer(a, 500, 500, 500)
    expect(careful.usable()).toEqual(['a', 'b'])
  })

  it('may be the last', () => {
    const { answer, usable } = detection({ maxEjectionPercent: 100 })
    answer(a, 500, 500, 500)
    answer(b, 500, 500, 500)
    expect(usable()).toEqual([])
  })

  it('is used all the same while less than minHealthPercent is left', () => {
    const { answer, usable } = detection({ minHealthPercent: 60 })
    answer(a, 500, 500, 500)
    expect(usable()).toEqual(['a', 'b'])
  })

  it('is ejected for gateway errors alone when told so', () => {
    const { answer, usable } = detection({ errors: 0, gatewayErrors: 2 })
    answer(a, 500, 500, 500, 502)
    expect(usable()).toEqual(['a', 'b'])
    answer(a, 504)
    expect(usable()).toEqual(['b'])
  })

  it('is ejected for connections that fail as for 503', () => {
    const { fail, usable } = detection()
    fail(a, 3)
    expect(usable()).toEqual(['b'])
  })

  it('is ejected for them by a count of their own where they are split off', () => {
    const { fail, answer, usable } = detection({ localErrors: 4 })
    fail(a, 3)
    expect(usable()).toEqual(['a', 'b'])
    answer(a, 500, 500)
    fail(a, 3)
    expect(usable()).toEqual(['a', 'b'])
    answer(a, 500)
    expect(usable()).toEqual(['b'])
  })
})
