/** Figures of a flight as the CLI writes them; an en dash for what is not known. */
import { shareText } from '#shared/flight/share-text.ts'

const unknown = '–'
type Maybe = number | null | undefined

const known = (value: Maybe, text: (value: number) => string) =>
  value === null || value === undefined ? unknown : text(value)

/** Three digits are as many as anybody reads. */
export const msText = (ms: Maybe) =>
  known(ms, (value) => {
    if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`
    return `${value.toFixed(value < 10 ? 2 : 1)} ms`
  })

export const percentText = (percent: Maybe) => known(percent, shareText)

export const countText = (count: Maybe) =>
  known(count, (value) => value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ','))

export const rateText = (rate: Maybe) =>
  known(rate, (value) => (value >= 1000 ? countText(value) : String(Number(value.toFixed(1)))))

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** In steps of 1,000: `1.2 MB`. */
export const bytesText = (bytes: Maybe) =>
  known(bytes, (value) => {
    const step = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)))
    return `${(value / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${byteUnits[step]}`
  })

/** `0:41`, `1:02:03`. */
export function clockText(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const minutes = Math.floor((s % 3600) / 60)
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`
}
