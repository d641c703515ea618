/**
 * The samples of one series in two arrays of numbers, oldest first. When there are many, samples that are past the
 * retention go and older ones are thinned (see Resolution), so a series that is scraped each second for an hour stays at
 * some 600 samples. Plain arrays: a typed one costs 370 bytes before its first number, and most series are short.
 */

/** Samples older than `olderThanMs` are kept `everyMs` apart. */
export interface Resolution {
  readonly olderThanMs: number
  readonly everyMs: number
}

let serial = 0

export class SampleColumn {
  readonly times: number[] = []
  readonly values: number[] = []
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
    if (this.times.length >= this.#compactAt) {
      this.compact(time)
      this.#compactAt = Math.max(this.#compactAt, this.times.length + 128)
    }
    this.times.push(time)
    this.values.push(value)
  }

  get lastTime(): number {
    return this.times.at(-1) ?? Number.NEGATIVE_INFINITY
  }

  /** The series ends here, until it is appended to again. */
  end(time: number): void {
    if (time > (this.staleAt.at(-1) ?? Number.NEGATIVE_INFINITY)) this.staleAt.push(time)
  }

  compact(now: number): void {
    let kept = 0
    for (let i = 0; i < this.times.length; i++) {
      const time = this.times[i] as number
      if (time < now - this.#retentionMs) continue
      const since = kept === 0 ? Number.POSITIVE_INFINITY : time - (this.times[kept - 1] as number)
      if (since < this.#distanceAt(now - time)) continue
      this.times[kept] = time
      this.values[kept] = this.values[i] as number
      kept++
    }
    this.times.length = kept
    this.values.length = kept
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
}
