import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram } from '#shared/flight/histogram.ts'
import { packHistogram } from '#shared/flight/packed-histogram.ts'
import { createSliceLog, type RecordedSlice } from '#shared/flight/slice-log.ts'
import { newTally, sliceOf } from '#shared/flight/tally.ts'

function recorded(at: number, responsesMs: readonly number[]): RecordedSlice {
  const tally = newTally()
  tally.sent = responsesMs.length
  tally.done = responsesMs.length
  tally.codes = { 200: responsesMs.length }
  for (const ms of responsesMs) tally.histograms.response.record(ms * 1e6)
  return {
    slice: sliceOf(tally, at * 250, 250, at),
    response: packHistogram(tally.histograms.response),
    lag: packHistogram(new Histogram()),
  }
}

describe('the slices of a flight', () => {
  it('are kept as they came while there are few', () => {
    const log = createSliceLog(4)
    const slices = [0, 1, 2].map((at) => recorded(at, [10]))
    for (const one of slices) log.add(one)
    expect(log.slices()).toEqual(slices.map((one) => one.slice))
  })

  it('are joined when there are many: nothing is lost, no gap comes, and what is old stays equally fine', () => {
    const two = recorded(0, [5, 5])
    const anyCount = fc.integer({ min: 1, max: 200 })
    fc.assert(
      fc.property(anyCount, fc.integer({ min: 2, max: 12 }), (count, limit) => {
        const log = createSliceLog(limit)
        for (let at = 0; at < count; at++) log.add({ ...two, slice: { ...two.slice, atMs: at * 250 } })
        const slices = log.slices()
        expect(slices.length).toBeLessThanOrEqual(2 * limit + 1)
        expect(slices.reduce((sum, one) => sum + one.sent, 0)).toBe(2 * count)
        expect(slices.reduce((sum, one) => sum + (one.codes[200] ?? 0), 0)).toBe(2 * count)
        const end = slices.reduce((endMs, one) => {
          expect(one.atMs).toBe(endMs)
          return endMs + one.lengthMs
        }, 0)
        expect(end).toBe(count * 250)
        // The last of the older ones is still being filled.
        const older = slices.slice(0, -limit - 1).map(({ lengthMs }) => lengthMs)
        expect(Math.max(0, ...older)).toBeLessThanOrEqual(2 * Math.min(...older))
        expect(slices.slice(-limit).every(({ lengthMs }) => lengthMs === 250)).toBe(true)
      }),
    )
  })

  it('stay apart where the warm-up ends', () => {
    const log = createSliceLog(4)
    for (let at = 0; at < 20; at++) {
      const one = recorded(at, [at])
      log.add(at < 5 ? { ...one, slice: { ...one.slice, warmUp: true } } : one)
    }
    const sent = (warmUp: true | undefined) =>
      log
        .slices()
        .filter((slice) => slice.warmUp === warmUp)
        .reduce((sum, slice) => sum + slice.sent, 0)
    expect([sent(true), sent(undefined)]).toEqual([5, 15])
  })

  it('keep the most that was in flight and open, whenever in them that was', () => {
    const log = createSliceLog(1)
    const one = (at: number, inFlight: number, connections: number): RecordedSlice => {
      const { slice, ...rest } = recorded(at, [1])
      return { ...rest, slice: { ...slice, inFlight, connections } }
    }
    for (const part of [one(0, 7, 9), one(1, 2, 11), one(2, 8, 12), one(3, 8, 12)]) log.add(part)
    expect(log.slices()[0]).toMatchObject({ lengthMs: 500, inFlight: 7, connections: 11 })
  })

  it('get the percentiles of all their answers, not an average', () => {
    const log = createSliceLog(1)
    log.add(recorded(0, Array(99).fill(1)))
    log.add(recorded(1, [1000]))
    for (const at of [2, 3]) log.add(recorded(at, []))
    const [merged] = log.slices()
    expect(merged?.response.p50).toBeCloseTo(1, 1)
    expect(merged?.response.p99).toBeCloseTo(1, 1)
    expect(merged?.response.max).toBe(1000)
    expect(merged?.response.p999).toBeCloseTo(1000, -1)
    expect(merged?.lagP50).toBeNull()
  })
})
