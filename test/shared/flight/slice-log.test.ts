import { describe, expect, it } from 'vitest'
import { Histogram } from '#shared/flight/histogram.ts'
import { coarser, createSliceLog, type RecordedSlice } from '#shared/flight/slice-log.ts'
import { newTally, sliceOf } from '#shared/flight/tally.ts'

function recorded(at: number, responsesMs: readonly number[]): RecordedSlice {
  const tally = newTally()
  tally.sent = responsesMs.length
  tally.done = responsesMs.length
  tally.codes = { 200: responsesMs.length }
  for (const ms of responsesMs) tally.histograms.response.record(ms * 1e6)
  return {
    slice: sliceOf(tally, at * 250, 250, at),
    response: coarser(tally.histograms.response.encode()),
    lag: new Histogram().encode(),
  }
}

describe('the slices of a flight', () => {
  it('are kept as they came while there are few', () => {
    const log = createSliceLog(4)
    const slices = [0, 1, 2].map((at) => recorded(at, [10]))
    for (const one of slices) log.add(one)
    expect(log.slices()).toEqual(slices.map((one) => one.slice))
  })

  it('are merged in pairs when there are many: counts add up, the time has no gap', () => {
    const log = createSliceLog(4)
    for (let at = 0; at < 13; at++) log.add(recorded(at, [at, at]))
    const slices = log.slices()
    expect(slices.length).toBeLessThan(4)
    expect(slices.reduce((sum, one) => sum + one.sent, 0)).toBe(26)
    expect(slices.reduce((sum, one) => sum + (one.codes[200] ?? 0), 0)).toBe(26)
    slices.reduce((end, one) => {
      expect(one.atMs).toBe(end)
      return end + one.lengthMs
    }, 0)
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
    const log = createSliceLog(2)
    const one = (at: number, inFlight: number, connections: number): RecordedSlice => {
      const { slice, ...rest } = recorded(at, [1])
      return { ...rest, slice: { ...slice, inFlight, connections } }
    }
    for (const part of [one(0, 7, 9), one(1, 2, 4), one(2, 5, 11)]) log.add(part)
    expect(log.slices()).toMatchObject([{ inFlight: 7, connections: 11 }])
  })

  it('get the percentiles of all their answers, not an average', () => {
    const log = createSliceLog(2)
    log.add(recorded(0, Array(99).fill(1)))
    log.add(recorded(1, [1000]))
    const [merged] = log.slices()
    expect(merged?.response.p50).toBeCloseTo(1, 1)
    expect(merged?.response.p99).toBeCloseTo(1, 1)
    expect(merged?.response.max).toBe(1000)
    expect(merged?.response.p999).toBeCloseTo(1000, -1)
    expect(merged?.lagP50).toBeNull()
  })
})
