/**
 * For tests that depend on getting a processor when they need one: a flight that cannot send in time is cut short, and
 * rightly so. They run alone (vitest.config.ts). Where others took much of this machine meanwhile, a failure says nothing,
 * and the test is done again; one that looks at figures of time alone is skipped when that goes on. On a machine that
 * has time, a failure is one at once.
 */
import { beforeEach } from 'vitest'
import { processorTime, shareOfOthers } from './processor-time.ts'

const attempts = 6
/** Of all processors' time. */
const muchShare = 1 / 3
/** Vitest's first process, from which all of this run descend. */
const thisRun = process.ppid

/** Called outside of all suites; what it returns are the options of the tests or suites that need it. */
export function doneAgainWhereBusy({ atLastSkipped = false } = {}) {
  let before = processorTime(thisRun)
  beforeEach(({ task, skip }) => {
    if (atLastSkipped && task.result?.retryCount === attempts)
      skip(`other processes kept this machine busy, ${attempts} times in a row`)
    before = processorTime(thisRun)
  })
  return {
    retry: { count: attempts, condition: () => shareOfOthers(before, processorTime(thisRun)) > muchShare },
  }
}
