/**
 * Numbers and times as they are shown: a unit apart from its number, a space before %, and an en dash for what is not
 * known (never a zero).
 */
export const unknown = '–'

/** A number and its unit, kept apart so that the unit can be drawn small. */
export interface Quantity {
  readonly value: string
  readonly unit: string
}

/** Three significant digits below 1,000, none behind the point above: `0.08`, `12.1`, `239.6`, `1,000`. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown
  const size = Math.abs(value)
  const digits = size === 0 ? 0 : size < 1 ? 2 : size < 1000 ? 1 : 0
  const rounded = value.toFixed(digits)
  const trimmed = digits > 0 ? rounded.replace(/\.?0+$/, '') : rounded
  return groupThousands(trimmed === '' || trimmed === '-' ? '0' : trimmed)
}

export const formatCount = (value: number | null | undefined) =>
  value === null || value === undefined || !Number.isFinite(value)
    ? unknown
    : groupThousands(value.toFixed(0))

function groupThousands(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/**
 * Percent with a space: `1.8 %`, `97.5 %`, `99.92 %`, `30 %`. At most two digits near the
 * ends, where they matter, so that two shares of a whole have as many.
 */
export function formatPercent(value: number | null | undefined): string {
  const number = formatPercentNumber(value)
  return number === unknown ? unknown : `${number} %`
}

export function formatPercentNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown
  // One of a million is not none of them.
  if (value > 0 && value < 0.005) return '<0.01'
  if (value >= 99.995 && value < 100) return '>99.99'
  return value.toFixed(value > 90 || value < 10 ? 2 : 1).replace(/\.?0+$/, '')
}

/** A number and its unit stay on one line. */
export const withUnits = (text: string) => text.replace(/(\d) (?=(?:%|ms|s|min|h|d)(?:\W|$))/g, '$1\u00a0')

/** Milliseconds in the unit that keeps the number short. */
export function durationQuantity(ms: number | null | undefined): Quantity {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return { value: unknown, unit: 'ms' }
  if (ms >= 10_000) return { value: formatNumber(ms / 1000), unit: 's' }
  const digits = ms < 1 ? 2 : ms < 20 ? 1 : 0
  const text = ms.toFixed(digits)
  return { value: groupThousands(digits > 0 ? text.replace(/\.?0+$/, '') || '0' : text), unit: 'ms' }
}

export function formatMs(ms: number | null | undefined): string {
  const { value, unit } = durationQuantity(ms)
  return value === unknown ? unknown : `${value} ${unit}`
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** The unit that keeps the number short, in steps of 1,000, and how many bytes it is. */
export function byteUnit(value: number): { readonly unit: string; readonly bytes: number } {
  const step = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3))
  return { unit: byteUnits[step] ?? 'B', bytes: 1000 ** step }
}

/** `1.2 MB` */
export function formatBytes(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown
  const { unit, bytes } = byteUnit(value)
  return `${formatNumber(bytes === 1 ? Math.round(value) : value / bytes)} ${unit}`
}

/** `41 s`, `2 min`, `3 h`, `5 d`: one unit, rounded down. */
export function formatSpan(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  if (s < 120) return `${s} s`
  if (s < 7200) return `${Math.floor(s / 60)} min`
  if (s < 172_800) return `${Math.floor(s / 3600)} h`
  return `${Math.floor(s / 86_400)} d`
}

/** `0:41`, `2:04`, `1:02:03`. */
export function formatClockSpan(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(s / 3600)
  const minutes = Math.floor((s % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`
}

/** Local time of an ISO 8601 moment: `14:31:20`. */
export function formatTime(iso: string | number): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return unknown
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((n) => String(n).padStart(2, '0'))
    .join(':')
}

export const formatMinute = (ms: number) => formatTime(ms).slice(0, 5)

/** `today 14:31`, `yesterday 17:40`, `2026-11-02 09:12`. */
export function formatMoment(iso: string, now: number): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return unknown
  const day = (d: Date) => Math.floor((d.getTime() - d.getTimezoneOffset() * 60_000) / 86_400_000)
  const ago = day(new Date(now)) - day(date)
  const time = formatTime(iso).slice(0, 5)
  if (ago === 0) return `today ${time}`
  if (ago === 1) return `yesterday ${time}`
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`
}

/** The part of an image after the last slash: `productpage:1.21.0`. */
export const shortImage = (image: string) => image.slice(image.lastIndexOf('/') + 1)

/** The tag, or the digest's first characters, or the short image where there is neither. */
export function imageTag(image: string | null): string {
  if (image === null) return unknown
  const short = shortImage(image)
  const digest = short.indexOf('@sha256:')
  if (digest >= 0) return short.slice(digest + 8, digest + 20)
  const colon = short.indexOf(':')
  return colon >= 0 ? short.slice(colon + 1) : short
}

export const plural = (n: number, one: string, many = `${one}s`) =>
  `${formatCount(n)} ${n === 1 ? one : many}`
