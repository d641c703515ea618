/** What a k6 runner counts, the values of its summary, and whether its thresholds hold. */
import type { K6File } from './k6-script-file.ts'
import type { Reply } from './sender.ts'

export interface K6Metrics {
  /** An answer, and in which phase its request was sent. */
  add(reply: Reply, phase: Phase): void
  drop(): void
  /** Of metrics, and of the sub-metrics that thresholds name; `seconds` since the start. */
  values(seconds: number): Record<string, Record<string, number>>
}

type Values = Record<string, Record<string, number>>

/** Those that the script's handleSummary picks, by the names that it gives them. */
export function k6Summary(values: Readonly<Values>, part: string): Values {
  const own = Object.entries(values).filter(([name]) =>
    /^(dropped_iterations|(status|error|rule)_.*)$/.test(name),
  )
  const measured = ['http_req_duration', 'http_reqs', 'data_received'].flatMap((name) => {
    const found = values[`${name}${part}`]
    return found === undefined ? [] : [[name, found] as const]
  })
  return Object.fromEntries([...own, ...measured])
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

/** As the script tags what it sends. */
export type Phase = 'flight' | 'warm-up' | undefined

interface Seen {
  readonly durations: number[]
  bytes: number
}

export function createK6Metrics({ trendStats, request, thresholds }: K6File): K6Metrics {
  /** By sub-metric, and under '' all. */
  const seen = new Map<string, Seen>()
  const counters = new Map<string, number>()
  const hits = new Map<string, number>()
  let counted = 0
  const add = (name: string) => counters.set(name, (counters.get(name) ?? 0) + 1)

  return {
    add({ status, error, ms, bytes }, phase) {
      for (const part of phase === undefined ? [''] : ['', `{phase:${phase}}`]) {
        const so = seen.get(part) ?? { durations: [], bytes: 0 }
        so.durations.push(ms)
        so.bytes += bytes
        seen.set(part, so)
      }
      if (phase === 'warm-up') return
      counted += 1
      add(status === undefined ? `error_${error ?? 'failed'}` : `status_${status}`)
      for (const { metric, counts } of request.counted) {
        if (isCounted(counts, status)) hits.set(metric, (hits.get(metric) ?? 0) + 1)
      }
    },
    drop: () => void add('dropped_iterations'),
    values(seconds) {
      const values: Values = {}
      for (const [name, count] of counters) values[name] = { count, rate: count / seconds }
      for (const { metric, type } of request.counted) {
        const count = hits.get(metric) ?? 0
        if (type === 'rate' && counted > 0)
          values[metric] = { rate: count / counted, passes: count, fails: counted - count }
        if (type === 'counter' && count > 0) values[metric] = { count, rate: count / seconds }
      }
      for (const [part, { durations, bytes }] of seen) {
        const own: Values = {
          http_req_duration: trendOf(durations, trendStats),
          http_reqs: { count: durations.length, rate: durations.length / seconds },
          data_received: { count: bytes, rate: bytes / seconds },
        }
        for (const [name, one] of Object.entries(own)) {
          if (part === '' || `${name}${part}` in thresholds) values[`${name}${part}`] = one
        }
      }
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
