/**
 * The samples of one series in two typed arrays, oldest first, grown by half. When they are full, and before they
 * grow, samples that are past the retention go and older ones are thinned (see Resolution), so a series that is
 * scraped each second for an hour stays at some 600 samples.
 */

/** Samples older than `olderThanMs` are kept `everyMs` apart. */
export interface Resolution {
  readonly olderThanMs: number
  readonly everyMs: number
}

let serial = 0

export class SampleColumn {
  times = new Float64Array(16)
  values = new Float64Array(16)
  length = 0
  readonly staleAt: number[] = []
  readonly #retentionMs: number
  readonly #resolutions: readonly Resolution[]
  #compactAt: number

  constructor(retentionMs: number, resolutions: readonly Resolution[]) {
    this.#retentionMs = retentionMs
    this.#resolutions = resolutions
    // Series begin together; were they compacted together as well, one scrape in a few hundred would be slow.
    serial = (serial + 1) % 128
    this.#compactAt = 256 + serial
  }

  /** A sample that is not newer than the last is left out, as Prometheus does. */
  append(time: number, value: number): void {
    if (time <= this.lastTime) return
    if (this.length >= this.#compactAt) {
      this.compact(time)
      this.#compactAt = Math.max(this.#compactAt, this.length + 128)
    }
    if (this.length === this.times.length) this.#grow()
    this.times[this.length] = time
    this.values[this.length] = value
    this.length++
  }

  get lastTime(): number {
    return this.length === 0 ? Number.NEGATIVE_INFINITY : (this.times[this.length - 1] as number)
  }

  /** The series ends here, until it is appended to again. */
  end(time: number): void {
    if (time > (this.staleAt.at(-1) ?? Number.NEGATIVE_INFINITY)) this.staleAt.push(time)
  }

  compact(now: number): void {
    let kept = 0
    for (let i = 0; i < this.length; i++) {
      const time = this.times[i] as number
      if (time < now - this.#retentionMs) continue
      const since = kept === 0 ? Number.POSITIVE_INFINITY : time - (this.times[kept - 1] as number)
      if (since < this.#distanceAt(now - time)) continue
      this.times[kept] = time
      this.values[kept] = this.values[i] as number
      kept++
    }
    this.length = kept
    const oldest = now - this.#retentionMs
    while (this.staleAt.length > 0 && (this.staleAt[0] as number) < oldest) this.staleAt.shift()
  }

  /** A twentieth less than asked, since scrapes are never exactly on time. */
  #distanceAt(ageMs: number): number {
    let distance = 0
    for (const { olderThanMs, everyMs } of this.#resolutions)
      if (ageMs > olderThanMs) distance = everyMs * 0.95
    return distance
  }

  #grow(): void {
    const capacity = Math.ceil(this.times.length * 1.5)
    const times = new Float64Array(capacity)
    const values = new Float64Array(capacity)
    times.set(this.times)
    values.set(this.values)
    this.times = times
    this.values = values
  }
}
