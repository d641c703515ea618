import { describe, expect, it } from 'vitest'
import {
  scheduleCauses,
  timeZoneCauses,
} from '../../../../../main/sandbox/api-server/validation/cron-schedule.ts'

const problem = (schedule: string) => scheduleCauses(schedule, 'spec.schedule').map(({ message }) => message)

describe('a schedule', () => {
  it.each(['* * * * *', '*/5 0-23/2 1,15 jan-mar MON', '0 0 ? * *', '@hourly', '@every 1h30m'])(
    'may be %s',
    (schedule) => {
      expect(problem(schedule)).toEqual([])
    },
  )

  it.each([
    ['', 'Required value'],
    ['* * * *', 'Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]'],
    ['60 * * * *', 'Invalid value: "60 * * * *": end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'Invalid value: "* * 0 * *": beginning of range (0) below minimum (1): 0'],
    ['5-1 * * * *', 'Invalid value: "5-1 * * * *": beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'Invalid value: "*/0 * * * *": step of range should be a positive number: */0'],
    [
      'x * * * *',
      'Invalid value: "x * * * *": failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax',
    ],
    ['@often', 'Invalid value: "@often": unrecognized descriptor: @often'],
  ])('is not %j', (schedule, message) => {
    expect(problem(schedule)).toEqual([message])
  })

  it('names no time zone itself', () => {
    expect(problem('CRON_TZ=UTC * * * * *')).toEqual([
      'Invalid value: "CRON_TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ])
  })
})

describe('a time zone', () => {
  it('is one that there is', () => {
    expect(timeZoneCauses('Europe/Vienna', 'spec.timeZone')).toEqual([])
    expect(timeZoneCauses(undefined, 'spec.timeZone')).toEqual([])
    expect(timeZoneCauses('Mars/Olympus', 'spec.timeZone')).toMatchObject([
      { message: 'Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus' },
    ])
  })
})
