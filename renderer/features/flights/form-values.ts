/** Numbers and durations as people type them. */

/** Thousands may be set apart; NaN for what is no number. */
export const parseNumber = (text: string) => Number(text.replace(/[,\s]/g, '') || 'NaN')

/** Requests per second; null where it is none. */
export function rateOf(text: string): number | null {
  const rate = parseNumber(text)
  return rate > 0 && rate <= 1_000_000 ? rate : null
}

export function wholeOf(text: string, least: number, most: number): number | null {
  const value = parseNumber(text)
  return Number.isInteger(value) && value >= least && value <= most ? value : null
}

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600 }

/** `30 s`, `5min`, `1h30m`, or plain seconds; null for anything else and for more than a week. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim()
  if (/^\d+(\.\d+)?$/.test(trimmed)) return inWeek(Number(trimmed))
  if (!/^(\d+(\.\d+)?\s*(ms|s|min|m|h)\s*)+$/.test(trimmed)) return null
  let seconds = 0
  for (const [, number, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)/g))
    seconds += Number(number) * (unitSeconds[unit ?? ''] ?? 0)
  return inWeek(seconds)
}

const inWeek = (seconds: number) => (seconds > 0 && seconds <= 604_800 ? seconds : null)

/** What `parseDuration` reads back to the very same number. */
export function durationText(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60} min`
  const inMs = `${Math.round(seconds * 1000)} ms`
  return seconds < 1 && parseDuration(inMs) === seconds ? inMs : `${plain(seconds)} s`
}

/** Without an exponent, which nobody types. */
const plain = (value: number) =>
  String(value).includes('e') ? value.toFixed(20).replace(/0+$/, '') : String(value)
