import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../../../main/sandbox/prometheus/create-metrics.ts'

describe('metrics of a target', () => {
  it('gives the same series for the same name and labels, whatever their order', () => {
    const metrics = createMetrics()
    metrics.counter('calls', { a: '1', b: '2' }).add(2)
    metrics.counter('calls', { b: '2', a: '1', empty: '' }).add(3)
    expect([...metrics.collect()]).toEqual([{ name: 'calls', labels: { a: '1', b: '2' }, value: 5 }])
  })

  it('has the same sources at each scrape', () => {
    const metrics = createMetrics()
    metrics.histogram('took', { a: '1' }).observe(3)
    const first = [...metrics.sources()]
    metrics.histogram('took', { a: '1' }).observe(4)
    expect([...metrics.sources()]).toEqual(first)
    expect([...metrics.sources()][0]).toBe(first[0])
    expect(first[0]?.values().slice(-2)).toEqual([7, 2])
  })

  it('counts a histogram in cumulative buckets, bounds included', () => {
    const metrics = createMetrics()
    const took = metrics.histogram('took', {})
    for (const value of [0.2, 1, 7, 4_000_000]) took.observe(value)
    const values = Object.fromEntries(
      [...metrics.collect()].map(({ name, labels, value }) => [labels.le ?? name, value]),
    )
    expect(values).toMatchObject({ 0.5: 1, 1: 2, 5: 2, 10: 3, 3600000: 3, '+Inf': 4 })
    expect(values).toMatchObject({ took_sum: 4_000_008.2, took_count: 4 })
    expect(Object.keys(values)).toHaveLength(22)
  })

  it('writes the exposition format', () => {
    const metrics = createMetrics()
    metrics.gauge('istio_build', { tag: 'a"b\\c\nd' }).set(1)
    metrics.counter('istio_requests_total', {}).add(1e21)
    expect(metrics.text()).toBe(
      [
        '# HELP istio_build Istio component build info.',
        '# TYPE istio_build gauge',
        String.raw`istio_build{tag="a\"b\\c\nd"} 1`,
        '# HELP istio_requests_total Requests handled by an Istio proxy.',
        '# TYPE istio_requests_total counter',
        'istio_requests_total 1e+21',
        '',
      ].join('\n'),
    )
  })

  it('does not take one name for two kinds', () => {
    const metrics = createMetrics()
    metrics.counter('x', {})
    expect(() => metrics.gauge('x', {})).toThrow('x is a counter, not a gauge')
  })
})
