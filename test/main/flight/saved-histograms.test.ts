import { describe, expect, it } from 'vitest'
import { readHdrString } from '#main/flight/hdr-strings.ts'
import { hdrStrings, histogramsFor } from '#main/flight/saved-histograms.ts'
import { valueAtPercent } from '#shared/flight/fortio-histogram.ts'
import { histogramOf } from '#shared/flight/histogram.ts'
import { encodeHistograms, newHistograms } from '#shared/flight/tally.ts'

function recorded() {
  const histograms = newHistograms()
  for (let k = 0; k < 5000; k++) {
    histograms.response.record(1e6 * 1.002 ** k)
    histograms.lag.record(1000 + k)
  }
  return encodeHistograms(histograms)
}

const kept = recorded()
const coarse = {
  Count: 5000,
  Min: 0.001,
  Max: 0.9,
  Sum: 10,
  Avg: 0.002,
  StdDev: 1,
  Data: [
    { Start: 0.001, End: 0.003, Percent: 60, Count: 3000 },
    { Start: 0.7, End: 0.9, Percent: 100, Count: 2000 },
  ],
}
/** After a time on disk. */
const saved = (HdrHistograms: unknown): unknown =>
  JSON.parse(JSON.stringify({ DurationHistogram: coarse, Aviary: { HdrHistograms } }))

describe('the histograms of a saved flight', () => {
  it('have every bucket that the engine had, in a few kilobytes', () => {
    const strings = hdrStrings(kept)
    expect(Object.keys(strings)).toEqual(['response', 'lag'])
    expect(JSON.stringify(strings).length).toBeLessThan(8000)
    const read = histogramsFor('hdr', saved(strings))
    expect(read.response).toMatchObject({ count: 5000, buckets: kept.response.buckets })
    expect(read.lag).toMatchObject({ count: 5000, buckets: kept.lag.buckets })
    expect(read.service).toBeUndefined()
  })

  it('are read only for the exports that have them', () => {
    expect(histogramsFor('fortio', saved(hdrStrings(kept)))).toEqual({})
    expect(histogramsFor('csv', 'no result')).toEqual({})
  })

  it.each([
    ['there are none, as in older ones', undefined],
    ['they cannot be read', { response: 'HISTFAAAA' }],
    ['they have unknown names', { other: 'HIST' }],
    ['they count others than the result does', { response: hdrStrings(kept).lag?.slice(0, -8) }],
    ['the response time is missing', { lag: hdrStrings(kept).lag }],
  ])("are those of Fortio's intervals where %s", (_why, strings) => {
    expect(histogramsFor('hdr', saved(strings))).toEqual({})
    const { response, ...others } = histogramsFor('hdr-log', saved(strings))
    expect(others).toEqual({})
    expect(response).toMatchObject({ count: 5000, min: 1_031_250, max: 900_000_000 })
    expect(readHdrString(response?.hdr ?? '')).toMatchObject({ count: 5000, buckets: response?.buckets })
  })
})

it('spreads what an interval counts evenly in it, as Fortio reads its percentiles', () => {
  const result = { DurationHistogram: { ...coarse, Percentiles: undefined } }
  const { response } = histogramsFor('hdr-log', result)
  const read = histogramOf([response!])
  for (const percent of [1, 10, 50, 60, 75, 90, 99, 99.9, 100]) {
    const theirs = valueAtPercent(result.DurationHistogram, percent)! * 1e9
    // A step is a sixty-fourth of its interval.
    const step = (percent <= 60 ? 2e6 : 2e8) / 64
    expect(Math.abs(read.valueAt(percent / 100)! - theirs)).toBeLessThanOrEqual(step + theirs / 2000)
  }
})
