import { vi } from 'vitest'

/** Against hanging only: far longer than anything here takes on the slowest machine, and shorter than a test may. */
const patienceMs = 240_000

/** Asks again and again until the answer comes without an error, and gives it; else the last error after four minutes. */
export const eventually = <T>(ask: () => T | Promise<T>, everyMs = 50): Promise<T> =>
  vi.waitFor(ask, { timeout: patienceMs, interval: everyMs })
