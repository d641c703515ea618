/**
 * A histogram of which thousands are kept: a few hundred bytes to a kilobyte or two.
 *
 * 1. Buckets become sixteen times wider, which leaves two significant digits.
 * 2. Each one that holds something is two numbers: how many buckets it lies behind the one before, and its count.
 * 3. A number is written in digits of 7 bits, the lowest first; all but its last have the eighth bit set.
 */
import { type Histogram, histogramSize } from './histogram.ts'

export interface PackedHistogram {
  readonly count: number
  readonly min: number
  readonly max: number
  readonly sum: number
  readonly bytes: Uint8Array
}

const bucketsPerWide = 16
/** Two bytes tell the distance, eight a count. */
const mostBytes = (histogramSize / bucketsPerWide) * 10
/** Of one histogram at a time, while it is packed or unpacked. */
const written = new Uint8Array(mostBytes)
const read = new Float64Array((2 * histogramSize) / bucketsPerWide)

export function packHistogram(histogram: Histogram): PackedHistogram {
  let length = 0
  let before = -1
  let bucket = -1
  let inBucket = 0
  const write = (number: number) => {
    let rest = number
    for (; rest >= 128; rest = Math.floor(rest / 128)) written[length++] = (rest % 128) + 128
    written[length++] = rest
  }
  const writeBucket = () => {
    if (inBucket === 0) return
    write(bucket - before)
    write(inBucket)
    before = bucket
    inBucket = 0
  }
  histogram.forEachBucket((index, count) => {
    const wide = Math.floor(index / bucketsPerWide)
    if (wide !== bucket) writeBucket()
    bucket = wide
    inBucket += count
  })
  writeBucket()
  const { count, min, max, sum } = histogram
  return { count, min, max, sum, bytes: written.slice(0, length) }
}

/** Its values count as those in the middle of their wide bucket. */
export function addPacked(to: Histogram, { count, min, max, sum, bytes }: PackedHistogram): void {
  let length = 0
  let wide = -1
  let number = 0
  let factor = 1
  for (const byte of bytes) {
    number += (byte % 128) * factor
    factor *= 128
    if (byte >= 128) continue
    if (length % 2 === 1) read[length++] = number
    else {
      wide += number
      read[length++] = wide * bucketsPerWide + bucketsPerWide / 2
    }
    number = 0
    factor = 1
  }
  to.add({ count, min, max, sum, buckets: read.subarray(0, length) })
}
