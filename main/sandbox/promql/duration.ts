/** Prometheus's durations: `1h30m`, largest unit first. */
const form = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/
const unitsMs = [365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1]

/** In milliseconds; undefined for anything that is no duration. */
export function parseDurationMs(text: string): number | undefined {
  const match = text === '' ? null : form.exec(text)
  if (match === null) return text === '0' ? 0 : undefined
  return unitsMs.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0)
}

const units = ['y', 'w', 'd', 'h', 'm', 's', 'ms']

/** Of a duration that is not negative. Years and weeks are written only where nothing is left over. */
export function durationText(ms: number): string {
  if (ms === 0) return '0s'
  let left = ms
  let text = ''
  for (const [index, unitMs] of unitsMs.entries()) {
    if (unitMs >= 7 * 86_400_000 && left % unitMs !== 0) continue
    const count = Math.floor(left / unitMs)
    if (count > 0) text += `${count}${units[index]}`
    left -= count * unitMs
  }
  return text
}
