import { ORPCError } from '@orpc/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backOffMs } from '../../../renderer/bridge/back-off.ts'
import { callFailure } from '../../../renderer/bridge/call-failure.ts'
import { LiveStream } from '../../../renderer/bridge/live-stream.ts'
import { addEntries, addSlices, keepEnded } from '../../../renderer/bridge/streams.ts'
import { activityEntry, flightPlan, flightRun, flightSlice } from '../../conformance/fake-data.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A stream that the test feeds; each opening is counted. */
function feed() {
  const opened: { push: (value: number) => void; break: (error: unknown) => void; signal: AbortSignal }[] = []
  const open = async (signal: AbortSignal) => {
    const queue: (number | Error)[] = []
    let wake: () => void = () => undefined
    opened.push({
      signal,
      push: (value) => {
        queue.push(value)
        wake()
      },
      break: (error) => {
        queue.push(error as Error)
        wake()
      },
    })
    return (async function* () {
      for (;;) {
        const next = queue.shift()
        if (next === undefined)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        else if (typeof next === 'number') yield next
        else throw next
      }
    })()
  }
  return { open, opened }
}

const sum = (known: number | null, value: number) => (known ?? 0) + value
const settle = () => vi.advanceTimersByTimeAsync(0)

describe('a stream', () => {
  it('is opened anew after many values, and shows what it knew until the other side has told again', async () => {
    const { open, opened } = feed()
    const stream = new LiveStream<number>(open, sum, { renewAfter: 3 })
    stream.subscribe(() => undefined)
    await settle()
    for (const value of [1, 2, 3]) opened[0]?.push(value)
    await settle()
    expect(opened).toHaveLength(2)
    expect(opened[0]?.signal.aborted).toBe(true)
    expect(stream.state()).toEqual({ data: 6, failure: null })
    opened[1]?.push(50)
    await settle()
    expect(stream.state().data).toBe(50)
  })

  it('is opened once for all who look, and folds its values', async () => {
    const { open, opened } = feed()
    const stream = new LiveStream<number>(open, sum)
    stream.subscribe(() => undefined)
    stream.subscribe(() => undefined)
    await settle()
    opened[0]?.push(2)
    opened[0]?.push(3)
    await settle()
    expect(opened).toHaveLength(1)
    expect(stream.state()).toEqual({ data: 5, failure: null })
  })

  it('keeps what is known when it breaks, says why, and opens again after a while', async () => {
    const { open, opened } = feed()
    const stream = new LiveStream<number>(open, sum)
    stream.subscribe(() => undefined)
    await settle()
    opened[0]?.push(2)
    await settle()
    const failure = { code: 'no-istio', context: 'east' } as const
    opened[0]?.break(new ORPCError('FAILED', { data: failure }))
    await settle()
    expect(stream.state()).toEqual({ data: 2, failure })
    await vi.advanceTimersByTimeAsync(backOffMs(1) - 1)
    expect(opened).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(opened).toHaveLength(2)
    opened[1]?.push(7)
    await settle()
    expect(stream.state(), 'a new opening tells everything anew').toEqual({ data: 7, failure: null })
  })

  it('is opened at once by a retry', async () => {
    const { open, opened } = feed()
    const stream = new LiveStream<number>(open, sum)
    stream.subscribe(() => undefined)
    await settle()
    opened[0]?.break(new Error('gone'))
    await settle()
    stream.retry()
    await settle()
    expect(opened).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(opened, 'the back-off does not open it once more').toHaveLength(2)
  })

  it('is closed a moment after the last one has left, unless somebody comes', async () => {
    const { open, opened } = feed()
    const stream = new LiveStream<number>(open, sum)
    stream.subscribe(() => undefined)()
    await vi.advanceTimersByTimeAsync(500)
    const leave = stream.subscribe(() => undefined)
    await vi.advanceTimersByTimeAsync(5000)
    expect(opened[0]?.signal.aborted).toBe(false)
    leave()
    await vi.advanceTimersByTimeAsync(5000)
    expect(opened[0]?.signal.aborted).toBe(true)
  })
})

it('waits longer each time, eight seconds at most', () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map(backOffMs)
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000])
})

it('an answer that is no Failure is unexpected', () => {
  expect(callFailure(new ORPCError('FAILED', { data: 'x', message: 'odd' }))).toEqual({
    code: 'unexpected',
    reason: 'odd',
  })
  expect(callFailure('text')).toEqual({ code: 'unexpected', reason: 'text' })
})

it('activity entries are kept newest first, and never twice', () => {
  const known = addEntries(null, [activityEntry(2), activityEntry(1)])
  const changed = { ...activityEntry(2), outcome: 'done later' }
  expect(addEntries(known, [activityEntry(3), changed]).map((e) => [e.id, e.outcome])).toEqual([
    [3, 'done'],
    [2, 'done later'],
    [1, 'done'],
  ])
})

it('slices add up, and one that comes again is not counted twice', () => {
  const run = flightRun(flightPlan)
  const known = addSlices(null, { run, slices: [flightSlice(0), flightSlice(250)] })
  const more = addSlices(known, { run, slices: [flightSlice(250), flightSlice(500)] })
  expect(more.slices.map((s) => s.atMs)).toEqual([0, 250, 500])
})

it('flights that have ended stay what they are, and all others are as they were told last', () => {
  const run = (id: string, state: 'flying' | 'finished') => ({ ...flightRun(flightPlan), id, state })
  const inCluster = {
    tool: 'fortio',
    context: 'a',
    namespace: 'b',
    name: 'c',
    stage: 'done',
    notes: [],
  } as const
  const first = [
    run('a', 'flying'),
    run('b', 'finished'),
    { ...run('c', 'finished'), inCluster: { ...inCluster, notes: [] } },
  ]
  const then = [run('d', 'flying'), run('a', 'finished'), run('b', 'finished'), { ...first[2]! }]
  const kept = keepEnded(first, then)
  expect(kept).toEqual(then)
  expect(kept.map((one, at) => one === then[at])).toEqual([true, true, false, true])
  expect(kept[2]).toBe(first[1])
  expect(keepEnded(kept, first.slice(1)).map(({ id }) => id)).toEqual(['b', 'c'])
  expect(keepEnded(null, first)).toEqual(first)
})
