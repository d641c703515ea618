/**
 * The counts of a histogram as HdrHistogram's V2 encoding lays them out (HdrHistogram/HdrHistogram,
 * AbstractHistogram.encodeIntoByteBuffer): a header of 40 bytes, then each count as a zig-zag LEB128 number, where a
 * negative one stands for so many empty buckets. With three digits, HDR's buckets are those of histogram.ts one by one.
 */
import { type EncodedHistogram, histogramSize, lowestOf, widthOf } from './histogram.ts'

const cookie = 0x1c849313
const headerBytes = 40
const digits = 3
const greatest = lowestOf(histogramSize - 1) + widthOf(histogramSize - 1) - 1
/** HDR writes the ninth byte whole; counts stay far below. */
const mostBytesOfNumber = 9

export function hdrPayload({ buckets }: EncodedHistogram): Uint8Array {
  const counts: number[] = []
  let next = 0
  for (let at = 0; at < buckets.length; at += 2) {
    const index = buckets[at]!
    const empty = index - next
    if (empty === 1) writeNumber(counts, 0)
    else if (empty > 1) writeNumber(counts, 2 * empty - 1)
    writeNumber(counts, 2 * buckets[at + 1]!)
    next = index + 1
  }
  const bytes = new Uint8Array(headerBytes + counts.length)
  const header = new DataView(bytes.buffer)
  header.setInt32(0, cookie)
  header.setInt32(4, counts.length)
  header.setInt32(12, digits)
  header.setBigInt64(16, 1n)
  header.setBigInt64(24, BigInt(greatest))
  header.setFloat64(32, 1)
  bytes.set(counts, headerBytes)
  return bytes
}

/** null for what `hdrPayload` has not written. Least, most and sum are read from the buckets, three digits of each. */
export function readHdrPayload(bytes: Uint8Array): EncodedHistogram | null {
  if (bytes.length < headerBytes) return null
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isOurs =
    header.getInt32(0) === cookie &&
    header.getInt32(4) === bytes.length - headerBytes &&
    header.getInt32(8) === 0 &&
    header.getInt32(12) === digits &&
    header.getBigInt64(16) === 1n
  const buckets = isOurs ? bucketsOf(bytes.subarray(headerBytes)) : null
  return buckets === null ? null : summedUp(buckets)
}

/** Zig-zag: the sign is the lowest bit. Arithmetic, since counts of a long flight do not fit into 32 bits. */
function writeNumber(to: number[], zigZag: number): void {
  let rest = zigZag
  while (rest >= 128) {
    to.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  to.push(rest)
}

function bucketsOf(bytes: Uint8Array): number[] | null {
  const buckets: number[] = []
  let index = 0
  let at = 0
  while (at < bytes.length) {
    let zigZag = 0
    let length = 0
    for (let more = true; more; length++) {
      const byte = bytes[at + length]
      if (byte === undefined || length === mostBytesOfNumber) return null
      zigZag += (byte % 128) * 128 ** length
      more = byte >= 128
    }
    at += length
    if (!Number.isSafeInteger(zigZag)) return null
    const isEmpty = zigZag % 2 === 1
    if (zigZag > 0 && !isEmpty) buckets.push(index, zigZag / 2)
    index += isEmpty ? (zigZag + 1) / 2 : 1
    if (index > histogramSize) return null
  }
  return buckets
}

function summedUp(buckets: readonly number[]): EncodedHistogram {
  const sums = { count: 0, min: Number.POSITIVE_INFINITY, max: 0, sum: 0 }
  for (let at = 0; at < buckets.length; at += 2) {
    const [index, count] = [buckets[at]!, buckets[at + 1]!]
    const last = lowestOf(index) + widthOf(index) - 1
    sums.count += count
    sums.sum += (count * (lowestOf(index) + last)) / 2
    sums.min = Math.min(sums.min, lowestOf(index))
    sums.max = last
  }
  return { ...sums, buckets: Float64Array.from(buckets) }
}
