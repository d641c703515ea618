/** Schedules of CronJobs, read as robfig/cron reads them, with its words. */
import { type Cause, required, wrong } from './causes.ts'

interface Bounds {
  readonly min: number
  readonly max: number
  readonly names: readonly string[]
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const fields: readonly Bounds[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
]
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']

export function scheduleCauses(schedule: string, field: string): Cause[] {
  if (schedule === '') return [required(field)]
  const found: Cause[] = []
  if (schedule.includes('TZ='))
    found.push(wrong(field, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'))
  const why = problemOf(schedule.replace(/^(CRON_)?TZ=\S+\s+/, ''))
  return why === undefined ? found : [...found, wrong(field, schedule, why)]
}

function problemOf(schedule: string): string | undefined {
  if (schedule.startsWith('@')) return descriptorProblem(schedule)
  const parts = schedule.split(/\s+/).filter((part) => part !== '')
  if (parts.length !== fields.length)
    return `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`
  for (const [index, bounds] of fields.entries())
    for (const range of (parts[index] ?? '').split(',')) {
      const why = rangeProblem(range, bounds)
      if (why !== undefined) return why
    }
  return undefined
}

function descriptorProblem(text: string): string | undefined {
  if (descriptors.includes(text)) return undefined
  if (/^@every \d+(\.\d+)?(ns|us|ms|s|m|h)(\d+(\.\d+)?(ns|us|ms|s|m|h))*$/.test(text)) return undefined
  return `unrecognized descriptor: ${text}`
}

function rangeProblem(range: string, bounds: Bounds): string | undefined {
  const [span = '', step, ...more] = range.split('/')
  if (more.length > 0) return `too many slashes: ${range}`
  const [low = '', high, ...rest] = span.split('-')
  if (rest.length > 0) return `too many hyphens: ${range}`
  const isAll = low === '*' || low === '?'
  const start = isAll ? bounds.min : readValue(low, bounds)
  const end = isAll ? bounds.max : high === undefined ? start : readValue(high, bounds)
  if (typeof start === 'string') return start
  if (typeof end === 'string') return end
  const every = step === undefined ? 1 : numberOf(step)
  if (typeof every === 'string') return every
  const last = step !== undefined && high === undefined ? bounds.max : end
  if (start < bounds.min) return `beginning of range (${start}) below minimum (${bounds.min}): ${range}`
  if (last > bounds.max) return `end of range (${last}) above maximum (${bounds.max}): ${range}`
  if (start > last) return `beginning of range (${start}) beyond end of range (${last}): ${range}`
  return every === 0 ? `step of range should be a positive number: ${range}` : undefined
}

function readValue(text: string, { min, names }: Bounds): number | string {
  const named = names.indexOf(text.toLowerCase())
  return named >= 0 ? named + min : numberOf(text)
}

function numberOf(text: string): number | string {
  if (/^-\d+$/.test(text)) return `negative number (${text}) not allowed: ${text}`
  if (/^\+?\d+$/.test(text)) return Number(text)
  return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
}

export function timeZoneCauses(zone: unknown, field: string): Cause[] {
  if (typeof zone !== 'string') return []
  if (zone === '') return [wrong(field, zone, 'timeZone must be nil or non-empty string')]
  if (zone.toLowerCase() === 'local')
    return [
      wrong(
        field,
        zone,
        'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
      ),
    ]
  return isTimeZone(zone) ? [] : [wrong(field, zone, `unknown time zone ${zone}`)]
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return false
  }
}
