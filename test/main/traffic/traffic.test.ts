import { describe, expect, it } from 'vitest'
import type { InstantSample, Prometheus } from '#main/prometheus/prometheus.ts'
import { graphQueries } from '#main/traffic/queries.ts'
import { createTraffic, type TrafficOptions } from '#main/traffic/traffic.ts'
import { graphQuestionSchema } from '#shared/contract/traffic.ts'
import { AviaryError } from '#shared/model/failure.ts'
import { toTable } from '#shared/traffic/export.ts'
import { metrics, type Row } from '#shared/traffic/series.ts'
import { call } from '../../shared/traffic/graph-input.ts'

/** Answers each query with the rows of its metric and reporter. */
function fakePrometheus(context: string, rows: readonly Row[], asked: string[] = []): Prometheus {
  const reportersOf = (expr: string) => /reporter=~?"([^"]*)"/.exec(expr)?.[1]?.split('|') ?? []
  const answer = (expr: string): InstantSample[] =>
    rows
      .filter(
        ({ metric, labels }) =>
          expr.includes(`${metric}{`) && reportersOf(expr).includes(labels.reporter ?? ''),
      )
      .map(({ labels, value }) => ({ labels, at: 100, value }))
  return {
    context,
    where: 'here',
    query: async (expr) => {
      asked.push(expr)
      return answer(expr)
    },
    queryRange: async () => [],
    raw: async () => ({}),
  }
}

const east = [
  call({ from: 'productpage v1', to: 'reviews v3', toCluster: 'west', reporter: 'source', rate: 5 }),
  call({ from: 'productpage v1', to: 'details v1', reporter: 'destination', rate: 10 }),
]
const west = [
  call({ from: 'productpage v1', to: 'reviews v3', toCluster: 'west', reporter: 'destination', rate: 5 }),
]

function traffic(changes: Partial<TrafficOptions> = {}) {
  return createTraffic({
    contexts: () => ['east', 'west'],
    prometheus: async (context) => fakePrometheus(context, context === 'east' ? east : west),
    facts: () => ({ workloads: [], canaries: [] }),
    now: () => 1_000_000,
    ...changes,
  })
}

const question = graphQuestionSchema.parse({})
const noWest = async (context: string): Promise<Prometheus> => {
  if (context === 'west') throw new AviaryError({ code: 'no-prometheus', context, tried: [] })
  return fakePrometheus('east', east)
}

describe('the queries of a graph', () => {
  it.each([[0], [1], [500]])('are at most 8 for %i namespaces', (count) => {
    const namespaces = Array.from({ length: count }, (_, index) => `ns-${index}`)
    expect(graphQueries({ namespaces, durationSeconds: 60 }).length).toBeLessThanOrEqual(8)
  })

  it('ask for the chosen namespaces by where requests arrive and where they start', () => {
    const exprs = graphQueries({ namespaces: ['a.b', 'c'], durationSeconds: 30 }).map((query) => query.expr)
    expect(exprs[0]).toContain('destination_workload_namespace=~"a\\\\.b|c"}[30s]')
    expect(exprs[1]).toContain('reporter="source", source_workload_namespace=~"a\\\\.b|c"}')
    expect(exprs[2]).toContain('destination_service=~".+\\\\.(a\\\\.b|c)\\\\..+"}')
  })

  it('leave out a list of namespaces that no URL would hold', () => {
    const namespaces = Array.from({ length: 500 }, (_, index) => `namespace-${index}`)
    for (const { expr } of graphQueries({ namespaces, durationSeconds: 30 }))
      expect(expr.length).toBeLessThan(1000)
  })

  it('cannot be broken out of by the name of a namespace', () => {
    const [first] = graphQueries({ namespaces: ['x"} or vector(1) #'], durationSeconds: 30 })
    expect(first?.expr).toContain('destination_workload_namespace="x\\"} or vector(1) #"}')
  })
})

describe('the graph of several clusters', () => {
  it('joins what each Prometheus knows of one edge', async () => {
    const graph = await traffic().graph(question)
    expect(toTable(graph)).toEqual([
      {
        from: 'east/bookinfo/productpage v1',
        to: 'east/bookinfo/details v1',
        rate: '10.00/s',
        errorPercent: '0.0 %',
        p95: '–',
      },
      {
        from: 'east/bookinfo/productpage v1',
        to: 'west/bookinfo/reviews v3',
        rate: '5.00/s',
        errorPercent: '0.0 %',
        p95: '–',
      },
    ])
    expect(graph.problems).toEqual([])
    expect(graph.timestamp).toBe(1000)
  })

  it('has only the traffic of many chosen namespaces, whatever was answered', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `namespace-${index}`)
    const graph = traffic()
    expect((await graph.graph({ ...question, namespaces: many })).elements.edges).toEqual([])
    expect(
      (await graph.graph({ ...question, namespaces: [...many, 'bookinfo'] })).elements.edges,
    ).toHaveLength(2)
  })

  it('is partial when a cluster fails, and says why', async () => {
    const graph = await traffic({ prometheus: noWest }).graph(question)
    expect(graph.elements.edges).toHaveLength(2)
    expect(graph.problems).toEqual([
      { context: 'west', failure: { code: 'no-prometheus', context: 'west', tried: [] } },
    ])
  })

  it('asks about the moment in question, of the contexts in question', async () => {
    const asked: (number | undefined)[] = []
    const prometheus = async (context: string): Promise<Prometheus> => ({
      ...fakePrometheus(context, []),
      query: async (_, at) => {
        asked.push(at)
        return []
      },
    })
    const graph = await traffic({ prometheus }).graph({ ...question, at: 777.5, contexts: ['west'] })
    expect(new Set(asked)).toEqual(new Set([777.5]))
    expect(asked.length).toBeLessThanOrEqual(8)
    expect(graph.timestamp).toBe(777)
  })

  it('is empty without a context', async () => {
    const graph = await traffic({ contexts: () => [] }).graph(question)
    expect(graph.elements).toEqual({ nodes: [], edges: [] })
  })
})

describe('the watch', () => {
  it('goes on when a cluster fails and comes back', async () => {
    let fails = true
    const waits: number[] = []
    const watch = traffic({
      prometheus: (context) => (fails ? noWest(context) : Promise.resolve(fakePrometheus(context, west))),
      wait: async (ms) => {
        waits.push(ms)
      },
    }).watch({ ...question, refreshSeconds: 5 })
    expect((await watch.next()).value?.problems).toHaveLength(1)
    fails = false
    expect((await watch.next()).value?.problems).toEqual([])
    expect(waits).toEqual([5000])
  })

  it('counts the time that the answers took into the interval', async () => {
    let now = 0
    const waits: number[] = []
    const watch = traffic({
      now: () => now,
      prometheus: async (context) => {
        now += 1500
        return fakePrometheus(context, [])
      },
      wait: async (ms) => {
        waits.push(ms)
      },
    }).watch({ ...question, refreshSeconds: 5 })
    await watch.next()
    await watch.next()
    expect(waits).toEqual([2000])
  })

  it('ends when it is aborted while it waits', async () => {
    const stop = new AbortController()
    const watch = traffic().watch({ ...question, refreshSeconds: 3600 }, stop.signal)
    await watch.next()
    const next = watch.next()
    stop.abort()
    expect(await next).toEqual({ done: true, value: undefined })
  })

  it('ends when it is aborted while it asks', async () => {
    const stop = new AbortController()
    const asking = Promise.withResolvers<void>()
    const prometheus = async (context: string): Promise<Prometheus> => ({
      ...fakePrometheus(context, []),
      query: (_expr, _at, signal) =>
        new Promise((_, reject) => {
          asking.resolve()
          signal?.addEventListener('abort', () => reject(signal.reason))
        }),
    })
    const next = traffic({ prometheus })
      .watch({ ...question, refreshSeconds: 1 }, stop.signal)
      .next()
    await asking.promise
    stop.abort()
    expect(await next).toEqual({ done: true, value: undefined })
  })
})

describe('rows that are no numbers', () => {
  it('are left out', async () => {
    const row = { ...call({ from: 'a v1', to: 'b v1' }), metric: metrics.requests, value: Number.NaN }
    const graph = await traffic({ prometheus: async (context) => fakePrometheus(context, [row]) }).graph(
      question,
    )
    expect(graph.elements.nodes).toEqual([])
  })
})
