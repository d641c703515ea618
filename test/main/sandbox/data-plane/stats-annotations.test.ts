import { describe, expect, it } from 'vitest'
import { histogramBoundsOf, statsInclusionOf } from '../../../../main/sandbox/data-plane/stats-annotations.ts'

const annotated = (name: string, value: string) => ({ [`sidecar.istio.io/${name}`]: value })

describe('statsHistogramBuckets', () => {
  it.each([
    ['{"istiocustom":[1,5,10.5]}', [1, 5, 10.5]],
    ['{"cluster.xds-grpc":[1,5]}', undefined],
    ['{"istiocustom":[]}', undefined],
    ['{"istiocustom":[5,1]}', undefined],
    ['{"istiocustom":["a"]}', undefined],
    ['not json', undefined],
    ['null', undefined],
  ])('%s', (text, bounds) => {
    expect(histogramBoundsOf(annotated('statsHistogramBuckets', text))).toEqual(bounds)
  })

  it('is nothing without the annotation', () => {
    expect(histogramBoundsOf({})).toBeUndefined()
  })
})

describe('the statistics that a proxy keeps', () => {
  const name = 'cluster.outbound|80||a.b.svc.cluster.local.upstream_rq_total'

  it('are few by default', () => {
    const includes = statsInclusionOf({})
    expect(includes(name)).toBe(false)
    expect(includes('cluster.xds-grpc.upstream_rq_total')).toBe(true)
    expect(includes('listener.0.0.0.0_15006.downstream_cx_active')).toBe(true)
  })

  it.each([
    ['statsInclusionPrefixes', 'http.x, cluster.outbound'],
    ['statsInclusionSuffixes', 'upstream_rq_total'],
    ['statsInclusionRegexps', String.raw`cluster\.outbound.*rq_total`],
  ])('are more with %s', (annotation, value) => {
    expect(statsInclusionOf(annotated(annotation, value))(name)).toBe(true)
  })

  const configured = (yaml: string) => ({ 'proxy.istio.io/config': yaml })

  it.each([
    'proxyStatsMatcher:\n  inclusionRegexps: [".*"]',
    'proxyStatsMatcher: { inclusionPrefixes: [cluster.outbound] }',
    '{"proxyStatsMatcher":{"inclusionSuffixes":["upstream_rq_total"]}}',
  ])('are more with a ProxyConfig: %s', (yaml) => {
    expect(statsInclusionOf(configured(yaml))(name)).toBe(true)
  })

  it.each([
    'proxyStatsMatcher: {',
    'proxyStatsMatcher: 1',
    'x',
    '',
    'proxyStatsMatcher: {inclusionPrefixes: cluster}',
    'proxyStatsMatcher: *nowhere',
    `a: &a [1]\nb: [${'*a,'.repeat(200)}]`,
  ])('are few with a ProxyConfig that cannot be read or says nothing: %s', (yaml) => {
    expect(statsInclusionOf(configured(yaml))(name)).toBe(false)
  })

  it('are by the annotation alone where both speak of the same kind', () => {
    const both = {
      ...configured(
        'proxyStatsMatcher: { inclusionPrefixes: [cluster.outbound], inclusionSuffixes: [retry] }',
      ),
      ...annotated('statsInclusionPrefixes', 'http.'),
    }
    expect(statsInclusionOf(both)(name)).toBe(false)
    expect(statsInclusionOf(both)('http.x')).toBe(true)
    expect(statsInclusionOf(both)('cluster.a.upstream_rq_retry')).toBe(true)
  })

  it('fit a pattern as a whole, and a bad pattern never', () => {
    expect(statsInclusionOf(annotated('statsInclusionRegexps', 'outbound,(('))(name)).toBe(false)
  })
})
