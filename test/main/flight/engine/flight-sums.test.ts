import { describe, expect, it } from 'vitest'
import { createFlightSums } from '#main/flight/engine/flight-sums.ts'
import type { EngineResult, FromEngine, Shot, WorkerSlice } from '#main/flight/engine/messages.ts'
import { Recorder } from '#main/flight/engine/recorder.ts'
import type { Segment } from '#shared/flight/schedule.ts'
import { shotTo } from './shots.ts'

const steady = (rate: number, seconds: number): Segment[] => [{ from: rate, to: rate, seconds }]

/** What a thread tells of one quarter of a second in which it sent so many, answered within 5 ms. */
function sliceOf(quarter: number, sent: number, rest: Partial<WorkerSlice> = {}): WorkerSlice {
  const recorder = new Recorder()
  for (let n = 0; n < sent; n++) {
    recorder.sending(0)
    recorder.answered(200, 5, 5, 2, 40)
  }
  return {
    ...{ quarter, atMs: (quarter - 1) * 250, lengthMs: 250, warmUp: false, tally: recorder.take() },
    ...{ inFlight: 1, connections: 2, opened: {}, due: quarter * sent, skipped: 0, waiting: 0, cappedMs: 0 },
    ...{ lastSendMs: quarter * 250 - 1, endMs: Number.POSITIVE_INFINITY, busyShare: 0.5 },
    ...rest,
  }
}

function sums(shot: Partial<Shot>, parts = 1) {
  const said: FromEngine[] = []
  let aborted = 0
  const made = createFlightSums(
    { ...shotTo(1), ...shot },
    parts,
    (message) => void said.push(message),
    () => aborted++,
  )
  const slices = () => said.flatMap((message) => (message.said === 'slice' ? message.recorded.slice : []))
  function result(stopped = false): EngineResult {
    for (let part = 0; part < parts; part++) made.partEnded(part)
    made.end(stopped)
    const last = said.at(-1)
    if (last?.said !== 'ended') throw new Error('it has not ended')
    return last.result
  }
  return { ...made, slices, result, aborted: () => aborted }
}

describe('the sums of a flight', () => {
  it('leave out the time of landing where it was stopped: the rate is that of the time before', () => {
    const { add, slices, result } = sums({
      segments: steady(100, Number.POSITIVE_INFINITY),
      durationMs: null,
      expect: ['rate>=99%'],
    })
    for (const quarter of [1, 2, 3, 4, 5, 6, 7, 8]) add(0, sliceOf(quarter, 25))
    for (const quarter of [9, 10, 11]) add(0, sliceOf(quarter, 0, { lastSendMs: 1990, endMs: 2000 }))
    expect(slices().map(({ asked }) => asked)).toEqual([...Array(8).fill(100), 0, 0, 0])
    const { totals, verdict } = result(true)
    expect(totals).toMatchObject({ seconds: 2, sent: 200, achieved: 100, warnings: [] })
    expect(verdict).toMatchObject({ passed: true })
  })

  it('of two threads are of the same time, also after one was held up', () => {
    const { add, slices, result } = sums({ segments: steady(200, 1), durationMs: 1000 }, 2)
    for (const quarter of [1, 2, 3, 4]) add(0, sliceOf(quarter, 25))
    add(1, sliceOf(1, 25))
    const late = { atMs: 250, lengthMs: 500, inFlight: 7, cappedMs: 300, busyShare: 1 }
    add(1, sliceOf(3, 50, late))
    add(1, sliceOf(4, 25, { waiting: 3 }))
    expect(slices()).toMatchObject([
      { atMs: 0, lengthMs: 250, sent: 50, inFlight: 2, connections: 4, asked: 200 },
      { atMs: 250, lengthMs: 500, sent: 100, inFlight: 8, connections: 4, asked: 200 },
      { atMs: 750, lengthMs: 250, sent: 50, inFlight: 2 },
    ])
    expect(result().totals).toMatchObject({ sent: 200, done: 200, seconds: 1 })
  })

  it('count nothing of the warm-up, and what follows once', () => {
    const { add, slices, result } = sums({ segments: steady(100, 1), durationMs: 1000, warmUpMs: 500 })
    for (const quarter of [1, 2]) add(0, sliceOf(quarter, 25, { warmUp: true, due: 0 }))
    expect(slices().map(({ warmUp }) => warmUp)).toEqual([true, true])
    for (const quarter of [3, 4]) add(0, sliceOf(quarter, 25))
    expect(result().totals).toMatchObject({ sent: 50, seconds: 0.5, achieved: 100 })
  })

  it('end a flight whose rule is lost', () => {
    const { add, aborted } = sums({
      ...{ segments: steady(100, 10), durationMs: 10_000 },
      ...{ expect: ['max<1ms'], abort: true },
    })
    add(0, sliceOf(1, 0))
    expect(aborted()).toBe(0)
    add(0, sliceOf(2, 25))
    expect(aborted()).toBe(1)
  })
})
