/** The last lines that a container wrote in its run and in the one before, put into words only when somebody reads them. */
import type { LogLines } from '../pod-network.ts'

export interface AccessLog {
  add(at: number, text: () => string): void
  /** As `kubectl logs --timestamps` has them, oldest first; of the current run only those behind `after`. */
  lines(after?: number): LogLines
  /** Of the run before this one. */
  previousLines(): LogLines
  /** The container runs anew. */
  restart(): void
}

interface Entry {
  readonly at: number
  readonly text: () => string
}

interface Run {
  readonly entries: Entry[]
  /** Lines of earlier runs. */
  readonly before: number
  written: number
}

export function createAccessLog(kept = 200): AccessLog {
  const newRun = (before: number): Run => ({ entries: [], before, written: 0 })
  let current = newRun(0)
  let previous = newRun(0)

  function linesOf({ entries, before, written }: Run, after: number): LogLines {
    const oldest = Math.max(0, written - kept, after - before)
    const wanted: string[] = []
    for (let index = oldest; index < written; index += 1) {
      const { at, text } = entries[index % kept] as Entry
      wanted.push(`${new Date(at).toISOString()} ${text()}`)
    }
    return { lines: wanted, next: before + written }
  }

  return {
    add(at, text) {
      current.entries[current.written % kept] = { at, text }
      current.written += 1
    },
    lines: (after = 0) => linesOf(current, after),
    previousLines: () => linesOf(previous, 0),
    restart() {
      previous = current
      current = newRun(previous.before + previous.written)
    },
  }
}
