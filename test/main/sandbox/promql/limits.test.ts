import { describe, expect, it } from 'vitest'
import { SeriesStore } from '../../../../main/sandbox/prometheus/series-store.ts'
import { instantQuery, rangeQuery } from '../../../../main/sandbox/promql/engine.ts'

function store() {
  const own = new SeriesStore({ retentionMs: 3_600_000, resolutions: [] })
  for (const app of ['a', 'b', 'c']) {
    const series = own.series({ __name__: 'm', app })
    for (let second = 0; second <= 60; second++) series.append(second * 1000, second)
  }
  return own
}
const limits = (maxSamples: number) => ({ limits: { maxSamples, isOver: () => false } })
const tooMany = 'query processing would load too many samples into memory in query execution'

describe('the limits of a query', () => {
  it('count the samples of all steps', () => {
    expect(rangeQuery(store(), 'm', 0, 4000, 1000, limits(15))).toHaveLength(3)
    expect(() => rangeQuery(store(), 'm', 0, 5000, 1000, limits(15))).toThrow(tooMany)
  })

  it('count the samples of one window at a time', () => {
    expect(instantQuery(store(), 'rate(m[10s])', 20_000, limits(14)).type).toBe('vector')
    expect(() => instantQuery(store(), 'rate(m[20s])', 20_000, limits(14))).toThrow(tooMany)
  })

  it('end a query whose time is over', () => {
    let steps = 0
    const isOver = () => ++steps > 3
    expect(() => rangeQuery(store(), 'm', 0, 60_000, 1000, { limits: { maxSamples: 1e6, isOver } })).toThrow(
      'query timed out in expression evaluation',
    )
    expect(steps).toBe(4)
  })

  it('look back no further than they are told', () => {
    const seen = (lookbackMs: number) => {
      const answer = instantQuery(store(), 'm', 70_000, { lookbackMs })
      return answer.type === 'vector' ? answer.samples.length : undefined
    }
    expect([seen(9_999), seen(10_000)]).toEqual([0, 3])
  })
})

describe('topk of equal values', () => {
  it('keeps those that came first, as Prometheus does', () => {
    const kept = (query: string) => {
      const answer = instantQuery(store(), query, 60_000)
      return answer.type === 'vector' ? answer.samples.map(({ labels }) => labels.get('app')) : []
    }
    expect(kept('topk(2, m)')).toEqual(['a', 'b'])
    expect(kept('bottomk(1, m)')).toEqual(['a'])
    expect(kept('topk(1, m or m{app="a"} * 2)')).toEqual(['a'])
  })
})
