/** The parameters of Prometheus's HTTP API and what it says about wrong ones (web/api/v1/api.go). */
import { parseDurationMs } from '../promql/duration.ts'
import { ApiError } from './prometheus-answer.ts'

/** Milliseconds since the epoch. */
export function timeParameter(parameters: URLSearchParams, name: string, fallbackMs: number): number {
  const text = parameters.get(name)
  if (text === null || text === '') return fallbackMs
  return momentOf(name, text, `Invalid time value for '${name}': `)
}

function momentOf(name: string, text: string, before = ''): number {
  const ms = /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(text)
    ? Math.round(Number(text) * 1000)
    : /^\d{4}-\d\d-\d\dT/.test(text)
      ? Date.parse(text)
      : Number.NaN
  if (Number.isNaN(ms)) return refuse(name, `${before}cannot parse "${text}" to a valid timestamp`)
  return ms
}

export function requiredTime(parameters: URLSearchParams, name: string): number {
  return momentOf(name, parameters.get(name) ?? '')
}

/** Seconds, or a duration, in milliseconds; undefined without the parameter. */
export function durationParameter(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name) ?? ''
  return text === '' ? undefined : durationOf(name, text)
}

function durationOf(name: string, text: string): number {
  const seconds = text === '' ? Number.NaN : Number(text)
  const ms = Number.isNaN(seconds) ? parseDurationMs(text) : seconds * 1000
  if (ms === undefined || text === '') return refuse(name, `cannot parse "${text}" to a valid duration`)
  return ms
}

export function stepParameter(parameters: URLSearchParams): number {
  const ms = Math.round(durationOf('step', parameters.get('step') ?? ''))
  if (ms <= 0)
    return refuse(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    )
  return ms
}

export function refuse(parameter: string, reason: string): never {
  throw new ApiError('bad_data', `invalid parameter "${parameter}": ${reason}`)
}
