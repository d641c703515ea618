/**
 * A log-linear histogram with three significant digits, as HDR's: bounded memory however long the flight, merged by
 * adding counts. Values are whole numbers of any unit; the flights use nanoseconds and bytes.
 *
 * 1. Below 2,048 every value has its own bucket.
 * 2. Above, each octave is cut into 1,024 buckets of equal width, so a bucket is at most 1/1,024 of its values wide.
 * 3. Values from 2^50 on share the last bucket; least, most and sum stay exact. In ns these are thirteen days, longer
 *    than any flight, so that what waits from its first second to its last still counts with its own time.
 */
const perOctave = 1024
const octaves = 41
/** How many buckets there are. */
export const histogramSize = octaves * perOctave
/** Buckets lie in blocks of 64, which are counted too: whoever goes through the buckets passes over most as a whole. */
const blockShift = 6
const blockSize = 1 << blockShift
const blockCount = histogramSize >> blockShift
const ceiling = 2 ** 50 - 1
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
  /** The sum of each block. */
  private readonly blocks = new Float64Array(blockCount)

  /** Fractions are cut off and what is below zero counts as zero. */
  record(value: number): void {
    const whole = value > 0 ? Math.floor(value) : 0
    const index = bucketOf(whole)
    this.counts[index]! += 1
    this.blocks[index >> blockShift]! += 1
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
    const { blocks, counts } = this
    const values: number[] = []
    /** The values of all buckets before `next`; the last of these that was looked into. */
    let seen = 0
    let next = 0
    let bucket = 0
    for (const q of qs) {
      const rank = rankOf(q, this.count)
      while (seen < rank && next < histogramSize) {
        const inBlock = next % blockSize === 0 ? blocks[next >> blockShift]! : Number.POSITIVE_INFINITY
        if (seen + inBlock < rank) {
          seen += inBlock
          next += blockSize
        } else {
          bucket = next++
          seen += counts[bucket]!
        }
      }
      const middle = lowestOf(bucket) + Math.floor((widthOf(bucket) - 1) / 2)
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
      const more = other.buckets[at + 1]!
      this.counts[index]! += more
      this.blocks[index >> blockShift]! += more
    }
    this.count += other.count
    this.sum += other.sum
    this.min = Math.min(this.min, other.min)
    this.max = Math.max(this.max, other.max)
  }

  encode(): EncodedHistogram {
    let used = 0
    this.forEachBucket((index) => {
      usedBuckets[used++] = index
    })
    const buckets = new Float64Array(used * 2)
    for (let n = 0; n < used; n++) {
      const index = usedBuckets[n]!
      buckets[2 * n] = index
      buckets[2 * n + 1] = this.counts[index]!
    }
    return { count: this.count, min: this.min, max: this.max, sum: this.sum, buckets }
  }

  clear(): void {
    for (let block = 0; block < blockCount; block++) {
      if (this.blocks[block] !== 0) this.counts.fill(0, block * blockSize, (block + 1) * blockSize)
    }
    this.blocks.fill(0)
    this.count = 0
    this.sum = 0
    this.max = 0
    this.min = Number.POSITIVE_INFINITY
  }

  /** From the smallest value to the largest. */
  forEachBucket(visit: (index: number, count: number) => void): void {
    for (let block = 0; block < blockCount; block++) {
      let left = this.blocks[block]!
      const end = (block + 1) * blockSize
      for (let index = block * blockSize; left > 0 && index < end; index++) {
        const count = this.counts[index]!
        if (count === 0) continue
        visit(index, count)
        left -= count
      }
    }
  }
}

/** Of one histogram at a time, while it is encoded. */
const usedBuckets = new Uint16Array(histogramSize)

/** Which of `count` sorted values, from 1 on, the share `q` of them does not exceed. */
export const rankOf = (q: number, count: number) => Math.min(count, Math.max(1, Math.ceil(q * count - 1e-9)))

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
