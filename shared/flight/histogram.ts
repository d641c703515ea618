/**
 * A log-linear histogram with three significant digits, as HDR's: bounded memory however long the flight, merged by
 * adding counts. Values are whole numbers of any unit; the flights use nanoseconds and bytes.
 *
 * 1. Below 2,048 every value has its own bucket.
 * 2. Above, each octave is cut into 1,024 buckets of equal width, so a bucket is at most 1/1,024 of its values wide.
 * 3. Values from 2^42 on (73 minutes in ns) share the last bucket; least, most and sum stay exact.
 */
const perOctave = 1024
const octaves = 33
/** How many buckets there are. */
export const histogramSize = octaves * perOctave
/** Buckets lie in blocks of 64. Most hold nothing, and whoever goes through the buckets passes over these as a whole. */
const blockShift = 6
const ceiling = 2 ** 42 - 1
const shift20 = 2 ** 20

/** What crosses threads and processes: only the buckets that hold something. */
export interface EncodedHistogram {
  readonly count: number
  readonly min: number
  readonly max: number
  readonly sum: number
  /** Index and count of each bucket, in turn. */
  readonly buckets: Float64Array
}

export class Histogram {
  count = 0
  min = Number.POSITIVE_INFINITY
  max = 0
  sum = 0
  private readonly counts = new Float64Array(histogramSize)
  /** 1 for those that hold something. */
  private readonly blocks = new Uint8Array(histogramSize >> blockShift)

  /** Fractions are cut off and what is below zero counts as zero. */
  record(value: number): void {
    const whole = value > 0 ? Math.floor(value) : 0
    const index = bucketOf(whole)
    this.counts[index]! += 1
    this.blocks[index >> blockShift] = 1
    this.count += 1
    this.sum += whole
    if (whole < this.min) this.min = whole
    if (whole > this.max) this.max = whole
  }

  /** The value that the share `q` (0 to 1) of all values does not exceed; null when nothing was recorded. */
  valueAt(q: number): number | null {
    return this.valuesAt([q])[0] ?? null
  }

  /** The same for several shares, each at least the one before, in one go. */
  valuesAt(qs: readonly number[]): (number | null)[] {
    if (this.count === 0) return qs.map(() => null)
    const values: number[] = []
    let index = -1
    let seen = 0
    for (const q of qs) {
      const rank = Math.min(this.count, Math.max(1, Math.ceil(q * this.count - 1e-9)))
      while (seen < rank && index < histogramSize) {
        index = this.next(index + 1)
        seen += this.counts[index] ?? 0
      }
      const middle = lowestOf(index) + Math.floor((widthOf(index) - 1) / 2)
      values.push(Math.min(this.max, Math.max(this.min, middle)))
    }
    return values
  }

  /** How many values are certainly above the limit: those of buckets that begin above it. */
  countAbove(limit: number): number {
    let above = 0
    this.forEachBucket((index, count) => {
      if (lowestOf(index) > limit) above += count
    })
    return above
  }

  add(other: EncodedHistogram): void {
    for (let at = 0; at < other.buckets.length; at += 2) {
      const index = other.buckets[at]!
      this.counts[index]! += other.buckets[at + 1]!
      this.blocks[index >> blockShift] = 1
    }
    this.count += other.count
    this.sum += other.sum
    this.min = Math.min(this.min, other.min)
    this.max = Math.max(this.max, other.max)
  }

  encode(): EncodedHistogram {
    let used = 0
    for (let index = this.next(0); index < histogramSize; index = this.next(index + 1)) used++
    const buckets = new Float64Array(used * 2)
    let index = -1
    for (let at = 0; at < used * 2; at += 2) {
      index = this.next(index + 1)
      buckets[at] = index
      buckets[at + 1] = this.counts[index]!
    }
    return { count: this.count, min: this.min, max: this.max, sum: this.sum, buckets }
  }

  clear(): void {
    for (let index = this.next(0); index < histogramSize; index = this.next(index + 1)) this.counts[index] = 0
    this.blocks.fill(0)
    this.count = 0
    this.sum = 0
    this.max = 0
    this.min = Number.POSITIVE_INFINITY
  }

  /** From the smallest value to the largest. */
  forEachBucket(visit: (index: number, count: number) => void): void {
    for (let index = this.next(0); index < histogramSize; index = this.next(index + 1)) {
      visit(index, this.counts[index]!)
    }
  }

  /** The first bucket from this one on that holds something; `histogramSize` where none does. */
  private next(from: number): number {
    const { blocks, counts } = this
    let index = from
    while (index < histogramSize) {
      const block = index >> blockShift
      if (blocks[block] === 0) index = (block + 1) << blockShift
      else if (counts[index] === 0) index++
      else return index
    }
    return histogramSize
  }
}

export function histogramOf(encoded: readonly EncodedHistogram[]): Histogram {
  const sum = new Histogram()
  for (const one of encoded) sum.add(one)
  return sum
}

/** Of a whole value that is not negative. */
export function bucketOf(whole: number): number {
  if (whole < 2 * perOctave) return whole
  if (whole < 2 ** 31) {
    const shift = 21 - Math.clz32(whole)
    return shift * perOctave + (whole >>> shift)
  }
  // Shifts know 32 bits: cut 20 off first.
  const high = Math.floor(Math.min(whole, ceiling) / shift20)
  const shift = 21 - Math.clz32(high)
  return (shift + 20) * perOctave + (high >>> shift)
}

/** The smallest value of a bucket. */
export function lowestOf(index: number): number {
  if (index < 2 * perOctave) return index
  const shift = Math.floor(index / perOctave) - 1
  return (index - shift * perOctave) * 2 ** shift
}

/** How many whole values a bucket holds. */
export function widthOf(index: number): number {
  return index < 2 * perOctave ? 1 : 2 ** (Math.floor(index / perOctave) - 1)
}
