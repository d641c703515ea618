/** Who had the processors of this machine: Linux tells it of all processes together (proc(5): stat) and of each one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Until now, in ticks. */
export interface ProcessorTime {
  readonly total: number
  readonly busy: number
  /** Of one process, of its children, and of those of them that have ended. */
  readonly own: number
}

/** Undefined where the system does not tell, or not which children a process has: all would be others' time there. */
export function processorTime(pid: number, proc = '/proc'): ProcessorTime | undefined {
  if (!existsSync(`${proc}/${pid}/task/${pid}/children`)) return undefined
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, steal = 0] =
    readFileSync(`${proc}/stat`, 'utf8').split('\n', 1)[0]!.split(/ +/).slice(1).map(Number)
  const busy = user + nice + system + irq + softIrq + steal
  return { total: busy + idle + ioWait, busy, own: ticksOf(pid, proc) }
}

/** What other processes took between two moments, of the time of all processors; 0 where it is not known. */
export function shareOfOthers(before: ProcessorTime | undefined, after: ProcessorTime | undefined): number {
  if (before === undefined || after === undefined) return 0
  const others = after.busy - before.busy - (after.own - before.own)
  return others / Math.max(1, after.total - before.total)
}

function ticksOf(pid: number | string, proc: string): number {
  const fields = there(() => readFileSync(`${proc}/${pid}/stat`, 'utf8'))
    .replace(/^.*\) /s, '')
    .split(' ')
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
  const children = there(() => readdirSync(`${proc}/${pid}/task`).join(' '))
    .split(' ')
    .flatMap((task) => there(() => readFileSync(`${proc}/${pid}/task/${task}/children`, 'utf8')).split(' '))
    .filter(Boolean)
  return children.reduce((sum, child) => sum + ticksOf(child, proc), own)
}

/** Empty for a process or a thread that has ended in the meantime. */
function there(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
