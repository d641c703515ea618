import { describe, expect, it } from 'vitest'
import { edgeRows } from '../../../../renderer/features/traffic/edge-rows.ts'
import {
  countsLine,
  edgeLabel,
  enteringRate,
  graphView,
  nodeName,
  nodeTitle,
  rateWords,
} from '../../../../renderer/features/traffic/elements.ts'
import { dotPhases } from '../../../../renderer/features/traffic/flow-dots.ts'
import { historyRows } from '../../../../renderer/features/traffic/history-rows.ts'
import { edgeColour, edgeWidth, isFaded, mixed } from '../../../../renderer/features/traffic/paint.ts'
import { codeTone, responseRows } from '../../../../renderer/features/traffic/responses.ts'
import { dark } from '../../../../renderer/ui/palette.ts'
import { bookinfo } from './bookinfo.ts'

const view = graphView(bookinfo)
const node = (id: string) => view.nodes.find((n) => n.id === id)!
const edge = (id: string) => view.edges.find((e) => e.id === id)!

describe('nodes', () => {
  it('are named by their app, the primary like its canary', () => {
    expect(nodeTitle(node('primary'))).toBe('productpage primary')
    expect(nodeTitle(node('canary'))).toBe('productpage canary')
    expect(node('canary').caption).toBe('canary · 30 %')
    expect(nodeTitle(node('reviews-2'))).toBe('reviews v2')
    expect(nodeTitle(node('gateway'))).toBe('istio-ingressgateway')
    expect(node('gateway').icon).toBe('gateway')
  })

  it('without an app are named by what is known', () => {
    const bare = { id: 'x', nodeType: 'workload', cluster: 'unknown', namespace: 'unknown' } as const
    expect(nodeName({ ...bare, app: 'unknown', workload: 'curl' })).toBe('curl')
    expect(nodeName(bare)).toBe('unknown')
    const drawn = graphView({ ...bookinfo, elements: { nodes: [{ data: bare }], edges: [] } }).nodes[0]
    expect(drawn).toMatchObject({ cluster: '', namespace: '' })
  })

  it('fade when the find text is not in them', () => {
    expect(isFaded(node('details'), '')).toBe(false)
    expect(isFaded(node('details'), 'DETA')).toBe(false)
    expect(isFaded(node('details'), 'reviews')).toBe(true)
  })
})

describe('edges', () => {
  it('without an error share have none, without a rate it is unknown', () => {
    expect(edge('canary-details').errorPercent).toBe(0)
    expect(edge('primary-reviews-2').errorPercent).toBe(1.8)
    const silent = { ...bookinfo.elements.edges[0]!.data, traffic: { protocol: 'http', rates: {} } }
    const drawn = graphView({ ...bookinfo, elements: { ...bookinfo.elements, edges: [{ data: silent }] } })
    expect(drawn.edges[0]).toMatchObject({ rate: null, errorPercent: null })
    expect(edgeLabel(drawn.edges[0]!, 'rate')).toBe('')
  })

  it('are labelled with what was asked for', () => {
    const e = edge('primary-reviews-2')
    expect(['rate', 'p95', 'errors', 'share'].map((l) => edgeLabel(e, l as 'rate'))).toEqual([
      '56/s',
      '24 ms',
      '1.8 %',
      '20 %',
    ])
    expect(rateWords({ protocol: 'tcp', rate: 2_500_000 })).toBe('2.5 MB/s')
    expect(rateWords({ protocol: 'http', rate: 0.5 })).toBe('0.5/s')
  })

  it('are wider the more goes over them, within bounds', () => {
    const width = (rate: number | null) => edgeWidth({ protocol: 'http', rate })
    expect(width(null)).toBeCloseTo(1.1)
    expect(width(10)).toBeLessThan(width(100))
    expect(width(100)).toBeLessThan(width(1000))
    expect(width(1e9)).toBe(5)
  })

  it('to a canary are yellow, unless they fail', () => {
    const e = edge('gateway-canary')
    expect(edgeColour(e, node('canary'), dark)).toBe(dark.canary)
    expect(edgeColour({ ...e, health: 'failing' }, node('canary'), dark)).toBe(dark.failing)
    expect(edgeColour({ ...e, protocol: 'tcp' }, node('canary'), dark)).toBe(dark.tcp)
    expect(edgeColour(edge('primary-details'), node('details'), dark)).toBe(dark.healthy)
  })

  it('are counted by what enters the graph', () => {
    expect(enteringRate(view)).toBeCloseTo(239.9)
    expect(enteringRate({ nodes: [], edges: [] })).toBeNull()
    expect(countsLine(view)).toBe('9 nodes · 12 edges · 239.9 req/s · 2 clusters')
  })

  it('as rows stand with the busiest first, and follow the find text', () => {
    expect(edgeRows(view, '')[0]).toMatchObject({
      from: 'istio-ingressgateway, east',
      to: 'productpage primary, east',
    })
    expect(edgeRows(view, 'ratings').map((r) => r.to)).toEqual(['ratings v1, east', 'ratings v1, west'])
  })
})

it('a colour is mixed half and half, one of another kind is left alone', () => {
  expect(mixed('#5aa9e6', '#151a21')).toBe('#386284')
  expect(mixed('rebeccapurple', '#151a21')).toBe('rebeccapurple')
})

describe('responses', () => {
  it('give each code and flag its share of the rate', () => {
    const [good, bad] = responseRows(edge('primary-reviews-2'))
    expect(good).toMatchObject({ code: '200', share: 98.2 })
    expect(bad).toMatchObject({ code: '503', flags: 'UO', share: 1.8 })
    expect(bad?.rate).toBeCloseTo(1.01, 2)
  })

  it.each([
    ['200', 'healthy'],
    ['302', 'healthy'],
    ['404', 'degraded'],
    ['503', 'failing'],
    ['0', 'failing'],
    ['-', 'failing'],
    ['100', 'neutral'],
  ])('%s is %s', (code, tone) => expect(codeTone(code)).toBe(tone))
})

describe('history', () => {
  it('adds series by time, 5xx and answers without a code as failed; NaN is a gap', () => {
    const series = [
      {
        labels: { response_code: '200' },
        points: [
          [1, '10'],
          [2, 'NaN'],
        ] as [number, string][],
      },
      {
        labels: { response_code: '503' },
        points: [
          [1, '2'],
          [2, '1'],
        ] as [number, string][],
      },
      { labels: { response_code: '0' }, points: [[1, '1']] as [number, string][] },
    ]
    expect(historyRows(series)).toEqual([
      { t: 1000, all: 13, failed: 3 },
      { t: 2000, all: 1, failed: 1 },
    ])
  })
})

describe('dots', () => {
  const phases = (responseMs: number | null, now: number) =>
    dotPhases({ id: 'e', rate: 100, responseMs }, now)
  it('are evenly apart on their way', () => {
    const [first = 0, second = 0] = phases(10, 0).sort((a, b) => a - b)
    expect(second - first).toBeCloseTo(0.25)
    expect(phases(10, 0).every((t) => t >= 0 && t < 1)).toBe(true)
  })

  it('are slower the longer the answers take', () => {
    const way = (ms: number) => phases(ms, 100)[0]! - phases(ms, 0)[0]!
    expect(way(1000)).toBeLessThan(way(1))
  })
})
