/** What a k6 runner counts, the values of its summary, and whether its thresholds hold. */
import type { K6File } from './k6-script-file.ts'
import type { Reply } from './sender.ts'

export interface K6Metrics {
  add(reply: Reply): void
  drop(): void
  /** `seconds` since the start. */
  values(seconds: number): Record<string, Record<string, number>>
}

/** A threshold on what was never seen holds, as k6 has it; a counter that was never added to is 0. */
export function isCrossed(expression: string, values: Readonly<Record<string, number>> | undefined): boolean {
  const [, name = '', sign = '', limit = ''] = /^(.+?)(<=|>=|===?|!==?|<|>)(-?[\d.]+)$/.exec(expression) ?? []
  const value = values?.[name] ?? (name === 'count' ? 0 : undefined)
  if (value === undefined) return false
  const [difference, wanted] = [value - Number(limit), sign]
  if (wanted.startsWith('!')) return difference === 0
  if (wanted === '<') return !(difference < 0)
  if (wanted === '<=') return !(difference <= 0)
  if (wanted === '>') return !(difference > 0)
  if (wanted === '>=') return !(difference >= 0)
  return difference !== 0
}

export function createK6Metrics({ trendStats, request }: K6File): K6Metrics {
  const durations: number[] = []
  const counters = new Map<string, number>()
  const hits = new Map<string, number>()
  const add = (name: string, by = 1) => counters.set(name, (counters.get(name) ?? 0) + by)

  return {
    add({ status, error, ms, bytes }) {
      durations.push(ms)
      add('http_reqs')
      add('data_received', bytes)
      add(status === undefined ? `error_${error ?? 'failed'}` : `status_${status}`)
      for (const { metric, counts } of request.counted) {
        if (isCounted(counts, status)) hits.set(metric, (hits.get(metric) ?? 0) + 1)
      }
    },
    drop: () => void add('dropped_iterations'),
    values(seconds) {
      const values: Record<string, Record<string, number>> = {}
      for (const [name, count] of counters) values[name] = { count, rate: count / seconds }
      for (const { metric, type } of request.counted) {
        const [count, all] = [hits.get(metric) ?? 0, durations.length]
        if (type === 'rate' && all > 0)
          values[metric] = { rate: count / all, passes: count, fails: all - count }
        if (type === 'counter' && count > 0) values[metric] = { count, rate: count / seconds }
      }
      if (durations.length > 0) values.http_req_duration = trendOf(durations, trendStats)
      return values
    },
  }
}

function isCounted(counts: string, status: number | undefined): boolean {
  if (counts === 'bad') return status === undefined || status >= 500
  if (status === undefined || counts.length !== 3) return false
  return [...String(status)].every((digit, index) => counts[index] === digit || counts[index] === 'x')
}

function trendOf(values: readonly number[], stats: readonly string[]): Record<string, number> {
  const sorted = values.toSorted((a, b) => a - b)
  const percentile = (percent: number) => {
    const place = (percent / 100) * (sorted.length - 1)
    const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0]
    return low + (high - low) * (place - Math.floor(place))
  }
  const known: Readonly<Record<string, number>> = {
    avg: values.reduce((a, b) => a + b, 0) / values.length,
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    med: percentile(50),
    count: values.length,
  }
  return Object.fromEntries(
    stats.flatMap((stat) => {
      const percent = /^p\((\d+(?:\.\d+)?)\)$/.exec(stat)?.[1]
      const value = percent === undefined ? known[stat] : percentile(Number(percent))
      return value === undefined ? [] : [[stat, value]]
    }),
  )
}
