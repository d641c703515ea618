import { deflateSync, inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { hdrString, readHdrString } from '#main/flight/hdr-strings.ts'
import { hdrPayload } from '#shared/flight/hdr-payload.ts'
import { Histogram } from '#shared/flight/histogram.ts'

/** Written by hdr-histogram-js 3.0.1: value and how often it was recorded. */
const theirs = 'HISTFAAAADt4nJNpmSzMwMAgzsDAwMjAwMDMAAGMDAzM/0EAxmdi+inPwra/j/EGy9rIB0c5tscxnV/JyAQAYFkO9w=='
const recorded = [
  [0, 1],
  [1, 1],
  [2047, 2],
  [2048, 3],
  [1_000_000, 300],
  [50_123_456, 70_000],
  [3_000_000_000, 1],
  [2 ** 42 - 1, 1],
] as const

const ours = () => {
  const histogram = new Histogram()
  for (const [value, times] of recorded) for (let n = 0; n < times; n++) histogram.record(value)
  return histogram.encode()
}

describe('a histogram as a string of HdrHistogram', () => {
  it('has the counts that another library writes, byte for byte', () => {
    const headerBytes = 40
    const written = inflateSync(Buffer.from(theirs, 'base64').subarray(8))
    expect(hdrPayload(ours()).subarray(headerBytes)).toEqual(Uint8Array.from(written.subarray(headerBytes)))
  })

  it('is read from what it has written itself', () => {
    expect(hdrString(ours())).toMatch(/^HISTFAAAA/)
    expect(readHdrString(hdrString(ours()))).toMatchObject({ count: 70_309, buckets: ours().buckets })
  })

  it('is read from nothing else', () => {
    const header = Buffer.from('1c84931400000010', 'hex')
    const bomb = Buffer.concat([header, deflateSync(Buffer.alloc(10_000_000))]).toString('base64')
    const texts = ['', 'HIST', 'not base64!', theirs.slice(0, 40), `X${theirs.slice(1)}`, bomb]
    expect(texts.map(readHdrString)).toEqual(texts.map(() => null))
  })
})
