/** Rows of "From a weight change to its effect": the 100 ms of quiet, and how steady changes hold a push back. */
import { describe, expect, it } from 'vitest'
import { createDebounce } from '#main/sandbox/data-plane/debounce.ts'
import { manualClock } from '../../../support/manual-clock.ts'

const limits = { quietMs: 100, maxMs: 10_000 }

/** Changes every so many ms for 12 s: when the pushes came, in ms after the first change. */
async function pushesAt(everyMs: number): Promise<number[]> {
  const clock = manualClock()
  const beganMs = clock.now()
  const at: number[] = []
  const debounce = createDebounce(clock, limits, () => at.push(clock.now() - beganMs))
  for (let changes = 0; changes * everyMs < 12_000; changes += 1) {
    debounce.touch()
    await clock.advance(everyMs)
  }
  debounce.cancel()
  return at
}

describe('debounce', () => {
  it('pushes a single change after 100 ms of quiet, once', async () => {
    const clock = manualClock()
    const pushes: number[] = []
    const debounce = createDebounce(clock, limits, () => pushes.push(clock.now()))
    const at = clock.now()
    debounce.touch()
    await clock.advance(99)
    expect(pushes).toEqual([])
    await clock.advance(10_000)
    expect(pushes).toEqual([at + 100])
  })

  it('starts anew with each further change', async () => {
    const clock = manualClock()
    const pushes: number[] = []
    const at = clock.now()
    const debounce = createDebounce(clock, limits, () => pushes.push(clock.now() - at))
    debounce.touch()
    await clock.advance(60)
    debounce.touch()
    await clock.advance(200)
    expect(pushes).toEqual([160])
  })

  it('is put off by what is no reason to push, and begins nothing for it', async () => {
    const clock = manualClock()
    const pushes: number[] = []
    const at = clock.now()
    const debounce = createDebounce(clock, limits, () => pushes.push(clock.now() - at))
    debounce.putOff()
    await clock.advance(1000)
    debounce.touch()
    await clock.advance(60)
    debounce.putOff()
    await clock.advance(200)
    expect(pushes).toEqual([1160])
  })

  it('changes every 200 ms hold nothing back', async () => {
    expect((await pushesAt(200)).slice(0, 3)).toEqual([100, 300, 500])
  })

  it('changes every 40 ms hold every push back, for 10 s', async () => {
    expect(await pushesAt(40)).toEqual([10_000])
  })

  it('never pushes after it was cancelled', async () => {
    const clock = manualClock()
    let pushes = 0
    const debounce = createDebounce(clock, limits, () => {
      pushes += 1
    })
    debounce.touch()
    debounce.cancel()
    await clock.advance(20_000)
    expect(pushes).toBe(0)
  })
})
