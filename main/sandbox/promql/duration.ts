/** Prometheus's durations (`1h30m`, largest unit first) in milliseconds; undefined for anything else. */
const form = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/
const unitsMs = [365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1]

export function parseDurationMs(text: string): number | undefined {
  const match = text === '' ? null : form.exec(text)
  if (match === null) return text === '0' ? 0 : undefined
  return unitsMs.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0)
}
