import { describe, expect, it } from 'vitest'
import { newTally } from '#shared/flight/tally.ts'
import { totalsOf } from '#shared/flight/totals.ts'

interface Case {
  readonly sent?: number
  readonly dispatchMs?: number
  readonly busyShare?: number
  readonly cappedMs?: number
  readonly waiting?: number
  readonly asked?: number | 'max'
  readonly seconds?: number
}

function warnings({
  sent = 1000,
  dispatchMs = 0.1,
  asked = 100,
  seconds = 10,
  ...generator
}: Case): string[] {
  const tally = newTally()
  tally.sent = sent
  tally.done = sent
  for (let n = 0; n < 100; n++) {
    tally.histograms.dispatch.record(dispatchMs * 1e6)
    tally.histograms.response.record(20e6)
  }
  const facts = { connections: 64, busyShare: 0.2, cappedMs: 0, waiting: 0, ...generator }
  return totalsOf({ tally, seconds, asked, generator: facts }).warnings
}

describe('the generator as the bottleneck', () => {
  it('is silent while it keeps up', () => {
    expect(warnings({})).toEqual([])
    expect(warnings({ sent: 999 })).toEqual([])
  })

  it('says that the rate was missed', () => {
    expect(warnings({ sent: 900 })).toEqual(['Only 90 of the 100 requests per second were sent (90 %).'])
  })

  it('says that it sent late, unless the answers take far longer', () => {
    expect(warnings({ dispatchMs: 7 })).toEqual([
      'This machine sent late: 1 % of the requests left more than 7 ms after they were due.',
    ])
    expect(warnings({ dispatchMs: 4 })).toEqual([])
  })

  it('says that it was busy', () => {
    expect(warnings({ busyShare: 0.95 })).toEqual([
      'The generator itself is the limit: its thread was busy 95 % of the time.',
    ])
    expect(warnings({ busyShare: 0.95, asked: 'max' })).toHaveLength(1)
  })

  it('says that the connections did not suffice', () => {
    expect(warnings({ cappedMs: 3000, waiting: 7 })).toEqual([
      'All 64 connections were busy for 3 s while requests were due; 7 due requests are not sent: allow more connections, or the target is too slow for this rate.',
    ])
  })

  it('judges nothing in the first second, nor a rate that nobody asked for', () => {
    expect(warnings({ seconds: 0.5, sent: 10 })).toEqual([])
    expect(warnings({ asked: 'max', sent: 1, dispatchMs: 100 })).toEqual([])
  })
})
