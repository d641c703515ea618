import { expect, it } from 'vitest'
import { pause } from '#main/sandbox/data-plane/load/pause.ts'
import { manualClock } from '../../../../support/manual-clock.ts'

it('a program that was told to end before does not pause', async () => {
  const clock = manualClock()
  let isOver = false
  void pause(1000, { clock, told: AbortSignal.abort() }).then(() => {
    isOver = true
  })
  await clock.settle()
  expect({ isOver, timers: clock.timers() }).toEqual({ isOver: true, timers: 0 })
})
