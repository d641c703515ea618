/** Samples for the charts: range queries of canary and primary, and the weights from the canary's own history. */
import { durationQuery, rateQuery, scrapesQuery, successRateQuery } from '#shared/canary/queries.ts'
import { type CanaryRecord, namesOfRecord } from '#shared/canary/record.ts'
import type { CanarySample } from '#shared/model/canary.ts'
import type { Prometheus } from '../prometheus/prometheus.ts'

const points = 120

type Values = ReadonlyMap<number, number>

export async function samplesOf(
  prometheus: Prometheus,
  record: CanaryRecord,
  seconds: number,
  nowMs: number,
): Promise<CanarySample[]> {
  const step = Math.max(1, Math.ceil(seconds / points))
  // On whole steps, so that the same moment has the same value in the next answer.
  const end = Math.floor(nowMs / 1000 / step) * step
  const start = end - Math.floor(seconds / step) * step
  const { namespace, target, primary } = namesOfRecord(record)
  const scrapes = await prometheus.query(scrapesQuery(namespace, [target, primary]))
  const longest = record.plan.metrics[0]?.intervalSeconds ?? 60
  const windowSeconds = Math.max(step, windowOf(scrapes[0]?.value, longest))
  const window = `${windowSeconds}s`
  const ask = async (expr: string): Promise<Values> => {
    const [series] = await prometheus.queryRange(expr, start, end, step)
    return new Map((series?.points ?? []).filter(([, value]) => Number.isFinite(value)))
  }
  const side = async (workload: string) => {
    const [rate, successRate, p50, p99] = await Promise.all([
      ask(rateQuery(namespace, workload, window)),
      ask(successRateQuery(namespace, workload, window)),
      ask(durationQuery(namespace, workload, window, 0.5)),
      ask(durationQuery(namespace, workload, window, 0.99)),
    ])
    return (at: number) => ({
      successRate: successRate.get(at) ?? null,
      p99: p99.get(at) ?? null,
      p50: p50.get(at) ?? null,
      rate: rate.get(at) ?? null,
    })
  }
  const [canary, main] = await Promise.all([side(target), side(primary)])
  const weightAt = weights(record)
  const samples: CanarySample[] = []
  for (let at = start; at <= end; at += step) {
    const sample = { canary: canary(at), primary: main(at) }
    const known = sample.canary.rate !== null || sample.primary.rate !== null
    if (!known) continue
    const seenWeight = shareOf(sample.canary.rate ?? 0, sample.primary.rate ?? 0)
    samples.push({
      at: new Date(at * 1000).toISOString(),
      windowSeconds,
      weight: weightAt(at * 1000),
      seenWeight,
      ...sample,
    })
  }
  return samples
}

/** As short as the scrapes allow, so that a chart shows a step when it happens; the plan's own where that is not known. */
function windowOf(scrapesPerMinute: number | undefined, longest: number): number {
  if (scrapesPerMinute === undefined || !(scrapesPerMinute >= 2)) return longest
  return Math.min(longest, Math.max(5, Math.ceil((4 * 60) / scrapesPerMinute)))
}

function shareOf(canary: number, primary: number): number | null {
  const sum = canary + primary
  return sum === 0 ? null : (100 * canary) / sum
}

/** The weight that the last line of history before a moment tells of. */
function weights({ history }: CanaryRecord): (atMs: number) => number {
  const changes = history.map((entry) => ({ at: Date.parse(entry.at), weight: entry.weight }))
  return (atMs) => changes.findLast((change) => change.at <= atMs)?.weight ?? 0
}
