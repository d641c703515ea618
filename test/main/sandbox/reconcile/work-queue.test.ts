import { beforeEach, describe, expect, it } from 'vitest'
import { ClusterApiError } from '../../../../main/sandbox/cluster-api.ts'
import { createWorkQueue, pauseMs, type WorkQueue } from '../../../../main/sandbox/reconcile/work-queue.ts'
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts'

let clock: ManualClock
let done: string[]
let logged: string[]

beforeEach(() => {
  clock = manualClock()
  ;[done, logged] = [[], []]
})

function queue(work: (key: string) => Promise<void>, workers = 2, latencyMs = 0): WorkQueue {
  const one = createWorkQueue({
    clock,
    work: async (key) => {
      done.push(key)
      await work(key)
    },
    onFailure: (key, error) => logged.push(`${key}: ${String(error)}`),
    ...{ workers, latencyMs },
  })
  one.start()
  return one
}

const nothing = async () => undefined

describe('a key', () => {
  it('that is added often before it is worked on is done once', async () => {
    const one = queue(nothing)
    for (const key of ['a', 'b', 'a', 'a']) one.add(key)
    await clock.settle()
    expect(done).toEqual(['a', 'b'])
  })

  it('that is added while it is worked on is done once more, not at the same time', async () => {
    let atOnce = 0
    let most = 0
    const one: WorkQueue = queue(async (key) => {
      atOnce += 1
      most = Math.max(most, atOnce)
      if (done.length === 1) for (let i = 0; i < 3; i += 1) one.add(key)
      await clock.settle()
      atOnce -= 1
    })
    one.add('a')
    await clock.advance(0)
    await clock.settle()
    await clock.settle()
    expect([done, most]).toEqual([['a', 'a'], 1])
  })

  it('is looked at after the latency, once for all that changed meanwhile, however soon the last change was', async () => {
    const one = queue(nothing, 2, 40)
    one.add('a')
    await clock.advance(39)
    expect(done).toEqual([])
    one.add('a')
    await clock.advance(1)
    expect(done).toEqual(['a'])
    await clock.advance(100)
    expect(done).toEqual(['a'])
    one.add('a')
    await clock.advance(40)
    expect(done).toEqual(['a', 'a'])
  })

  it('waits until the queue is started', async () => {
    const one = createWorkQueue({
      clock,
      work: async (key) => void done.push(key),
      onFailure: () => undefined,
    })
    one.add('a')
    await clock.settle()
    expect(done).toEqual([])
    one.start()
    await clock.settle()
    expect(done).toEqual(['a'])
  })
})

describe('failed work', () => {
  it('is tried again, later each time, until it succeeds', async () => {
    const times: number[] = []
    const one = queue(async () => {
      times.push(clock.now())
      if (times.length < 5) throw new ClusterApiError(409, 'Conflict', 'changed')
    })
    one.add('a')
    await clock.advance(60_000)
    expect(times.map((at, i) => at - (times[i - 1] ?? at))).toEqual([0, 5, 10, 20, 40])
    expect(logged).toEqual([])
  })

  it('is said when the cluster did not ask to look again', async () => {
    const one = queue(async () => {
      if (done.length === 1) throw new Error('broken')
    })
    one.add('a')
    await clock.advance(1_000)
    expect(logged).toEqual(['a: Error: broken'])
    expect(done).toEqual(['a', 'a'])
  })
})

describe('later work', () => {
  it('is done at the earliest time asked for', async () => {
    const times: number[] = []
    const began = clock.now()
    const one = queue(async () => void times.push(clock.now() - began))
    one.addAfter('a', 100)
    one.addAfter('a', 30)
    one.addAfter('a', 200)
    await clock.advance(1_000)
    expect(times).toEqual([30])
  })

  it('is not done after closing', async () => {
    const one = queue(nothing)
    one.addAfter('a', 100)
    one.close()
    one.add('b')
    await clock.advance(1_000)
    expect([done, clock.timers()]).toEqual([[], 0])
  })
})

it('a key rests as long as its work asks for; what came meanwhile is done once afterwards', async () => {
  const times: number[] = []
  const began = clock.now()
  const one = createWorkQueue({
    clock,
    work: async () => {
      times.push(clock.now() - began)
      if (times.length === 1) one.add('a')
      return pauseMs(1_000)
    },
    onFailure: () => undefined,
  })
  one.start()
  one.add('a')
  await clock.advance(5)
  one.add('a')
  await clock.advance(100)
  one.add('a')
  await clock.settle()
  expect(times).toEqual([0, 20, 105])
})

it('works on no more keys at once than it has workers', async () => {
  let atOnce = 0
  let most = 0
  const one = queue(async () => {
    atOnce += 1
    most = Math.max(most, atOnce)
    await clock.settle()
    atOnce -= 1
  }, 3)
  for (let i = 0; i < 10; i += 1) one.add(String(i))
  while (done.length < 10 || atOnce > 0) await clock.settle()
  expect(most).toBe(3)
})
