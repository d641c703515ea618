/** The processor time of a process while it works: from a second after its start, so that the start is not counted. */
import { existsSync, readFileSync } from 'node:fs'

const startMs = 1000
const everyMs = 20

export interface CpuWatch {
  /** How many cores it kept busy; undefined where the system does not tell, or it ended before. */
  stop(): number | undefined
}

export function watchCpu(pid: number | undefined): CpuWatch {
  const startedAt = performance.now()
  let first: { atMs: number; seconds: number } | undefined
  let last = first
  const look = () => {
    const seconds = cpuSecondsOf(pid)
    if (seconds === undefined) return
    last = { atMs: performance.now(), seconds }
    if (last.atMs - startedAt >= startMs) first ??= last
  }
  const timer = setInterval(look, everyMs)
  return {
    stop() {
      look()
      clearInterval(timer)
      if (first === undefined || last === undefined || last === first) return undefined
      return (1000 * (last.seconds - first.seconds)) / (last.atMs - first.atMs)
    },
  }
}

/** User and system time so far; undefined where there is no /proc. */
function cpuSecondsOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return undefined
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  // utime and stime, in hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) / 100
}
