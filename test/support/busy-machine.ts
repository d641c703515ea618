/**
 * For tests that depend on getting a processor when they need one: a flight that cannot send in time is cut short, and
 * rightly so. Where others took much of this machine meanwhile, a failure says nothing, and the test is done again; one
 * that looks at figures of time alone is skipped when that goes on. On a machine that has time, a failure is one at once.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeEach } from 'vitest'

const attempts = 6
/** Of all processors' time. */
const muchShare = 0.1

/** Called outside of all suites; what it returns are the options of the tests or suites that need it. */
export function doneAgainWhereBusy({ atLastSkipped = false } = {}) {
  let before = taken()
  beforeEach(({ task, skip }) => {
    if (atLastSkipped && task.result?.retryCount === attempts)
      skip(`other processes kept this machine busy, ${attempts} times in a row`)
    before = taken()
  })
  return { retry: { count: attempts, condition: () => shareOfOthers(before, taken()) > muchShare } }
}

/** Processor time until now, in ticks. */
interface Taken {
  readonly total: number
  readonly busy: number
  readonly own: number
}

function shareOfOthers(before: Taken, after: Taken): number {
  const others = after.busy - before.busy - (after.own - before.own)
  return others / Math.max(1, after.total - before.total)
}

/** All nought on systems without /proc: nothing is known there, and nothing is done again. */
function taken(): Taken {
  if (process.platform !== 'linux') return { total: 0, busy: 0, own: 0 }
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, steal = 0] =
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.split(/ +/).slice(1).map(Number)
  const busy = user + nice + system + irq + softIrq + steal
  return { total: busy + idle + ioWait, busy, own: ticksOf(process.pid) }
}

/** Of a process, of its children, and of those that have ended. */
function ticksOf(pid: number | string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    )
    return children.reduce((sum, child) => sum + ticksOf(child), own)
  } catch {
    // It has ended in the meantime.
    return 0
  }
}
