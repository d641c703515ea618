/**
 * When the connections of a paced closed flight may send next: one turn for each connection. A turn that is taken comes
 * again an interval later, or with the answer to what was sent; what was missed in between is not caught up.
 */
export class Turns {
  /** Times of performance.now, the latest first. */
  private readonly due: number[] = []

  get earliest(): number {
    return this.due.at(-1) ?? Number.POSITIVE_INFINITY
  }

  /** How many are due at this time; no more than `most` are counted. */
  countBy(now: number, most: number): number {
    let count = 0
    while (count < most && count < this.due.length && this.due[this.due.length - 1 - count]! <= now) count++
    return count
  }

  take(): number {
    return this.due.pop() ?? Number.POSITIVE_INFINITY
  }

  add(at: number): void {
    const { due } = this
    let low = 0
    let high = due.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (due[middle]! > at) low = middle + 1
      else high = middle
    }
    due.splice(low, 0, at)
  }
}
