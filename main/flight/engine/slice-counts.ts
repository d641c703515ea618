import type { Line } from './connection.ts'
import type { Shot, WorkerSlice } from './messages.ts'
import { Recorder } from './recorder.ts'

/** What a generator counts from one slice to the next; that of the warm-up stays apart, whenever its answers come. */
export class SliceCounts {
  private readonly measured = new Recorder()
  private readonly warmUp = new Recorder()
  private readonly warmUpMs: number
  /** What is due from then on counts. */
  private measuredFrom: number
  private start = Number.POSITIVE_INFINITY
  private sliceStart = 0
  /** address:port -> connections opened since the last slice. */
  private openedTo: Record<string, number> = {}

  constructor({ warmUpMs }: Shot) {
    this.warmUpMs = warmUpMs
    this.measuredFrom = warmUpMs > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  }

  begin(startMs: number): void {
    this.start = startMs
    this.sliceStart = startMs
    if (this.warmUpMs > 0) this.measuredFrom = startMs + this.warmUpMs
  }

  isWarmUp(dueAt: number): boolean {
    return dueAt < this.measuredFrom
  }

  /** Where what was due at this time is counted. */
  of(intendedAt: number): Recorder {
    return this.isWarmUp(intendedAt) ? this.warmUp : this.measured
  }

  opened({ connectMs, peer }: Line, now: number): void {
    if (connectMs === null) return
    this.of(now).connected(connectMs)
    this.openedTo[peer] = (this.openedTo[peer] ?? 0) + 1
  }

  take(now: number): Pick<WorkerSlice, 'atMs' | 'lengthMs' | 'warmUp' | 'tally' | 'opened'> {
    const warmUp = this.isWarmUp(this.sliceStart)
    const taken = {
      atMs: this.sliceStart - this.start,
      lengthMs: now - this.sliceStart,
      warmUp,
      tally: (warmUp ? this.warmUp : this.measured).take(),
      opened: this.openedTo,
    }
    this.openedTo = {}
    this.sliceStart = now
    return taken
  }
}
