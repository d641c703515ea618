import { expect, it } from 'vitest'
import { plannedRate } from '../../../../renderer/features/flights/planned-rate.ts'

it('is a line over the time of the plan, as high as its greatest rate', () => {
  expect(
    plannedRate({
      rate: 0.5,
      durationSeconds: null,
      stages: [
        { rate: 100, seconds: 10, ramp: true },
        { rate: 50, seconds: 10 },
      ],
    }),
  ).toEqual({
    line: 'M0.0 99.5L500.0 0.0L500.0 50.0L1000.0 50.0',
    area: 'M0.0 99.5L500.0 0.0L500.0 50.0L1000.0 50.0L1000 100L0 100Z',
    seconds: 20,
    greatest: 100,
    count: 1003,
  })
})

it('lies on the ground where nothing is asked for', () => {
  expect(plannedRate({ rate: 1, durationSeconds: null, stages: [{ rate: 0, seconds: 5 }] })?.line).toBe(
    'M0.0 100.0L1000.0 100.0',
  )
})

it('is none without a schedule, and none without an end', () => {
  expect(plannedRate({ rate: 'max', durationSeconds: 30 })).toBeNull()
  expect(plannedRate({ rate: 10, durationSeconds: null })).toBeNull()
})
