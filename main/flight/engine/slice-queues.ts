/**
 * Brings the slices of several threads together by their time. A thread that was held up sends one slice for several
 * quarters of a second; what the others send meanwhile belongs to it, or from then on every sum would be of different
 * times and the queue of the others would never be empty again.
 */
import type { WorkerSlice } from './messages.ts'

type Timed = Pick<WorkerSlice, 'quarter'>

export class SliceQueues<Slice extends Timed = WorkerSlice> {
  private readonly queues: Slice[][]
  private readonly ended = new Set<number>()

  constructor(parts: number) {
    this.queues = Array.from({ length: parts }, () => [])
  }

  add(part: number, slice: Slice): void {
    this.queues[part]!.push(slice)
  }

  /** That part sends no more. */
  end(part: number): void {
    this.ended.add(part)
  }

  /** What all parts have sent until the first quarter that ends in all of them, by part; undefined while there is none. */
  next(): Slice[][] | undefined {
    const until = this.commonQuarter()
    if (until === undefined) return undefined
    return this.queues.map((queue) => {
      const later = queue.findIndex(({ quarter }) => quarter > until)
      return queue.splice(0, later < 0 ? queue.length : later)
    })
  }

  private commonQuarter(): number | undefined {
    let until = Number.NEGATIVE_INFINITY
    for (let agreed = false; !agreed; ) {
      agreed = true
      for (const [part, queue] of this.queues.entries()) {
        const reached = queue.find(({ quarter }) => quarter >= until)?.quarter
        if (reached === undefined) {
          if (!this.ended.has(part)) return undefined
        } else if (reached > until) {
          until = reached
          agreed = false
        }
      }
    }
    return until === Number.NEGATIVE_INFINITY ? undefined : until
  }
}
