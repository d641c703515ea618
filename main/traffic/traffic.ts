/** The traffic graph of the contexts, once or again and again: asks every Prometheus at the same time. */
import type { GraphQuestion } from '#shared/contract/traffic.ts'
import { type Failure, failureOf } from '#shared/model/failure.ts'
import type { TrafficGraph } from '#shared/model/traffic.ts'
import type { Facts } from '#shared/traffic/facts.ts'
import { defaultRates } from '#shared/traffic/options.ts'
import type { Row, Telemetry } from '#shared/traffic/series.ts'
import { trafficGraph } from '#shared/traffic/traffic-graph.ts'
import type { Prometheus } from '../prometheus/prometheus.ts'
import { graphQueries, isAsked, type Query } from './queries.ts'

export interface TrafficOptions {
  /** The picked ones. */
  readonly contexts: () => readonly string[]
  readonly prometheus: (context: string) => Promise<Prometheus>
  readonly facts: () => Facts
  /** ms since the epoch */
  readonly now: () => number
  /** Between two graphs of a watch; by a timer when missing. */
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

export interface Traffic {
  /** A cluster that fails is missing from the graph and named in its problems. */
  graph(question: GraphQuestion, signal?: AbortSignal): Promise<TrafficGraph>
  /** The graph now and then every refreshSeconds, never two at a time. */
  watch(
    question: GraphQuestion & { refreshSeconds: number },
    signal?: AbortSignal,
  ): AsyncGenerator<TrafficGraph, void, void>
}

/** A Prometheus that has not answered by then is a problem of its cluster, not a reason to wait. */
const queryTimeoutMs = 30_000

interface Answer {
  readonly context: string
  readonly telemetry: Telemetry
  readonly failure?: Failure
}

export function createTraffic(options: TrafficOptions): Traffic {
  async function graph(question: GraphQuestion, signal?: AbortSignal): Promise<TrafficGraph> {
    const contexts = question.contexts.length > 0 ? question.contexts : options.contexts()
    // One moment for all clusters, so that what two of them hold twice is equal.
    const at = question.at ?? options.now() / 1000
    const queries = graphQueries(question)
    const answers = await Promise.all(contexts.map((context) => ask(context, queries, at, signal)))
    const all = (part: Query['part']) => answers.flatMap((answer) => answer.telemetry[part])
    const namespaces = new Set(question.namespaces)
    const traffic = all('traffic').filter((row) => namespaces.size === 0 || isAsked(row, namespaces))
    const drawn = trafficGraph({
      options: {
        ...question,
        timestamp: Math.floor(at),
        rates: defaultRates,
        boxBy: ['namespace', 'cluster'],
      },
      contexts,
      telemetry: { traffic, buckets: all('buckets'), bytes: all('bytes') },
      facts: factsOf(contexts),
    })
    const problems = answers.flatMap(({ context, failure }) =>
      failure === undefined ? [] : [{ context, failure }],
    )
    return { ...drawn, problems }
  }

  function factsOf(contexts: readonly string[]): Facts {
    const { workloads, canaries } = options.facts()
    return {
      workloads: workloads.filter((one) => contexts.includes(one.context)),
      canaries: canaries.filter((one) => contexts.includes(one.context)),
    }
  }

  async function ask(
    context: string,
    queries: readonly Query[],
    at: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const timeout = AbortSignal.timeout(queryTimeoutMs)
    const stop = signal === undefined ? timeout : AbortSignal.any([signal, timeout])
    const telemetry: Record<Query['part'], Row[]> = { traffic: [], buckets: [], bytes: [] }
    try {
      const prometheus = await options.prometheus(context)
      const rows = await Promise.all(queries.map((query) => rowsOf(prometheus, query, at, stop)))
      queries.forEach((query, index) => {
        telemetry[query.part].push(...(rows[index] ?? []))
      })
      return { context, telemetry }
    } catch (error) {
      const reason = `no answer within ${queryTimeoutMs / 1000} s`
      const late: Failure = { code: 'prometheus-error', context, reason }
      return {
        context,
        telemetry: { traffic: [], buckets: [], bytes: [] },
        failure: timeout.aborted ? late : failureOf(error),
      }
    }
  }

  return {
    graph,
    async *watch({ refreshSeconds, ...question }, signal) {
      const wait = options.wait ?? waitFor
      while (!signal?.aborted) {
        const startedAt = options.now()
        const next = await graph(question, signal)
        if (signal?.aborted) return
        yield next
        await wait(Math.max(0, startedAt + refreshSeconds * 1000 - options.now()), signal)
      }
    },
  }
}

/** Resolves early when it is aborted. */
function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
    if (signal?.aborted) done()
  })
}

async function rowsOf(
  prometheus: Prometheus,
  { expr, metric }: Query,
  at: number,
  signal: AbortSignal,
): Promise<Row[]> {
  const samples = await prometheus.query(expr, at, signal)
  return samples
    .filter((sample) => Number.isFinite(sample.value))
    .map(({ labels, value }) => ({ context: prometheus.context, metric, labels, value }))
}
