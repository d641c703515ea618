/**
 * How even the machine itself is: one busy loop per core, all at once, each of which notes when it was not let run. What
 * a program shows that sleeps in between is never better than that.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'

export interface Stalls {
  /** Of all loops. */
  readonly longestMs: number
  /** Share of the windows of 10 ms, 0 to 1, in which the worst of the loops was never let run. */
  readonly emptyShare: number
}

export async function measureStalls(seconds: number): Promise<Stalls> {
  const loops = Array.from({ length: availableParallelism() }, async () => {
    const child = fork(import.meta.filename, [String(seconds)], { execArgv: [] })
    const [message] = await once(child, 'message')
    return message as Stalls
  })
  const all = await Promise.all(loops)
  return {
    longestMs: Math.max(...all.map((one) => one.longestMs)),
    emptyShare: Math.max(...all.map((one) => one.emptyShare)),
  }
}

function loop(seconds: number): Stalls {
  const bins = new Uint8Array(seconds * 100)
  const start = performance.now()
  let longestMs = 0
  let before = start
  for (let now = start; now - start < seconds * 1000; now = performance.now()) {
    bins[Math.floor((now - start) / 10)] = 1
    longestMs = Math.max(longestMs, now - before)
    before = now
  }
  return { longestMs, emptyShare: bins.filter((bin) => bin === 0).length / bins.length }
}

if (process.argv[1] === import.meta.filename) process.send?.(loop(Number(process.argv[2])))
