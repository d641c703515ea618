/**
 * From readings to a verdict. A value outside its range is a fail, whatever the others say; else an error, else no
 * data, else a pass. "No metric" is not "bad metric": NaN and an empty answer are no data. An infinite duration is a
 * fail (with Flagger it passes).
 */
import type { CanaryMetric } from '../model/canary.ts'
import type { Verdict } from './observation.ts'

export interface Reading {
  readonly metric: CanaryMetric
  /** null when the answer was empty. */
  readonly value: number | null
  /** Why there is no answer. */
  readonly error?: string
}

type Kind = Verdict['kind']

export function judge(readings: readonly Reading[]): Verdict {
  if (readings.length === 0) return { kind: 'pass', said: 'no metrics are asked for' }
  const judged = readings.map((reading) => ({ reading, kind: kindOf(reading) }))
  for (const kind of ['fail', 'error', 'no-data'] as const) {
    const such = judged.filter((one) => one.kind === kind)
    if (such.length > 0) return { kind, said: such.map(({ reading }) => say(reading, kind)).join(', ') }
  }
  return { kind: 'pass', said: readings.map((reading) => say(reading, 'pass')).join(', ') }
}

function kindOf({ metric, value, error }: Reading): Kind {
  if (error !== undefined) return 'error'
  if (value === null || Number.isNaN(value)) return 'no-data'
  if (metric.min !== undefined && value < metric.min) return 'fail'
  if (metric.max !== undefined && value > metric.max) return 'fail'
  return Number.isFinite(value) ? 'pass' : 'no-data'
}

function say({ metric, value, error }: Reading, kind: Kind): string {
  const { noun, unit } = wordsOf(metric)
  if (kind === 'error') return `${noun} could not be measured: ${error}`
  if (kind === 'no-data') {
    return metric.query === undefined
      ? `no traffic to judge the ${noun} by in the last ${metric.intervalSeconds} s`
      : `no data for ${noun} in the last ${metric.intervalSeconds} s`
  }
  const { min, max } = metric
  const low = min === undefined ? '' : ` ${(value ?? 0) < min ? '<' : '≥'} ${round(min)}${unit}`
  const high = max === undefined ? '' : ` ${(value ?? 0) > max ? '>' : '≤'} ${round(max)}${unit}`
  return `${noun} ${round(value ?? 0)}${unit}${low}${high}`
}

function wordsOf({ name, query }: CanaryMetric): { noun: string; unit: string } {
  if (query !== undefined) return { noun: name, unit: '' }
  return name === 'request-success-rate' ? { noun: 'success rate', unit: ' %' } : { noun: 'p99', unit: ' ms' }
}

/** Never rounds a value across its threshold for the eye: 98.996 % is 98.99, not 99. */
function round(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite'
  const factor = Math.abs(value) >= 100 && !Number.isInteger(value) ? 10 : 100
  return String(Math.floor(value * factor + 1e-9) / factor)
}
