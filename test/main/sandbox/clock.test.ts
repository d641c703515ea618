import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../main/sandbox/clock.ts'

describe('the system clock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each([30 * 24 * 3_600_000, Number.POSITIVE_INFINITY])(
    'does not call back at once in %d ms',
    async (delayMs) => {
      const run = vi.fn()
      const cancel = systemClock.after(delayMs, run)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(run).not.toHaveBeenCalled()
      cancel()
      expect(vi.getTimerCount()).toBe(0)
    },
  )
})
