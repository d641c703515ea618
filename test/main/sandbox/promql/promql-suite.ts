/** Runs commands of the PromQL test format against the engine, as promql/test.go does. */

import { SeriesStore } from '../../../../main/sandbox/prometheus/series-store.ts'
import { instantQuery, rangeQuery } from '../../../../main/sandbox/promql/engine.ts'
import { LabelSet } from '../../../../main/sandbox/promql/labels.ts'
import type { Command, Eval, SeriesLine } from './promql-test-format.ts'

const emptyStore = () => new SeriesStore({ retentionMs: Number.POSITIVE_INFINITY, resolutions: [] })

function load(store: SeriesStore, stepMs: number, series: readonly SeriesLine[]): void {
  // Of a series that is written twice in one load the last counts.
  const last = new Map(series.map((line) => [new LabelSet(line.labels).key, line]))
  for (const { labels, entries } of last.values()) {
    const stored = store.series(labels)
    for (const [index, entry] of entries.entries()) {
      if (entry === 'stale') stored.end(index * stepMs)
      else if (entry !== 'gap') stored.append(index * stepMs, entry)
    }
  }
}

/** Each evaluation with the store as it is by then. */
export function evaluations(commands: readonly Command[]): { eval: Eval; store: SeriesStore }[] {
  let store = emptyStore()
  let loads: (readonly [number, readonly SeriesLine[]])[] = []
  const all: { eval: Eval; store: SeriesStore }[] = []
  for (const command of commands) {
    if (command.do === 'clear') {
      loads = []
      store = emptyStore()
    } else if (command.do === 'load') {
      loads.push([command.stepMs, command.series])
      store = emptyStore()
      for (const [stepMs, series] of loads) load(store, stepMs, series)
    } else all.push({ eval: command, store })
  }
  return all
}

const close = (got: number, wanted: number) =>
  Object.is(got, wanted) ||
  got === wanted ||
  (Number.isNaN(got) && Number.isNaN(wanted)) ||
  Math.abs(got - wanted) / Math.max(Math.abs(got), Math.abs(wanted)) < 1e-6

/** What is wrong with the answer; undefined when nothing is. */
export function complaint(test: Eval, store: SeriesStore): string | undefined {
  if (test.mode === 'fail') {
    const answer = attempt(() => instantQuery(store, test.expr, test.atMs))
    return typeof answer === 'string' ? undefined : 'should have failed'
  }
  const answer = attempt(() => instantQuery(store, test.expr, test.atMs))
  if (typeof answer === 'string') return answer
  if (typeof test.expected === 'number')
    return answer.type === 'scalar' && close(answer.value, test.expected)
      ? undefined
      : `expected ${test.expected}, got ${JSON.stringify(answer)}`
  if (answer.type !== 'vector') return `expected a vector, got ${answer.type}`
  const got = answer.samples.map(({ labels, value }) => ({ labels, value }))
  return differences(got, test.expected, test.mode === 'ordered') ?? rangeComplaint(test, store)
}

/** The same as the middle step of a range query. */
function rangeComplaint(test: Eval, store: SeriesStore): string | undefined {
  if (test.mode === 'ordered' || typeof test.expected === 'number') return undefined
  const { expected, expr, atMs } = test
  const answer = attempt(() => rangeQuery(store, expr, atMs - 60_000, atMs + 60_000, 60_000))
  if (typeof answer === 'string') return `as a range query: ${answer}`
  const got = answer.flatMap(({ labels, points }) => {
    const point = points.find(([time]) => time === atMs)
    return point === undefined ? [] : [{ labels, value: point[1] }]
  })
  const wrong = differences(got, expected, false)
  return wrong === undefined ? undefined : `as a range query: ${wrong}`
}

function differences(
  got: readonly { labels: LabelSet; value: number }[],
  expected: readonly SeriesLine[],
  ordered: boolean,
): string | undefined {
  const wanted = expected.map(({ labels, entries }) => ({
    key: new LabelSet(labels),
    value: Number(entries[0]),
  }))
  const show = (list: readonly { labels: LabelSet; value: number }[]) =>
    list.map(({ labels, value }) => `${labels} ${value}`).join('; ')
  if (got.length !== wanted.length) return `expected ${wanted.length} series, got ${show(got)}`
  for (const [index, { key, value }] of wanted.entries()) {
    const match = ordered ? got[index] : got.find(({ labels }) => labels.key === key.key)
    if (match === undefined || match.labels.key !== key.key) return `no ${key} ${value} in ${show(got)}`
    if (!close(match.value, value)) return `expected ${key} ${value}, got ${match.value}`
  }
  return undefined
}

function attempt<T extends object>(query: () => T): T | string {
  try {
    return query()
  } catch (error) {
    if (error instanceof Error && error.name === 'PromqlError') return error.message
    throw error
  }
}
