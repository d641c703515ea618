import { describe, expect, it } from 'vitest'
import { newTally } from '#shared/flight/tally.ts'
import { totalsOf } from '#shared/flight/totals.ts'

interface Case {
  readonly sent?: number
  readonly dispatchMs?: number
  /** Of two in a hundred requests. */
  readonly lateMs?: number
  readonly responseMs?: number
  readonly recorded?: number
  readonly busyShare?: number
  readonly cappedMs?: number
  readonly waiting?: number
  readonly skipped?: number
  readonly asked?: number | 'max'
  readonly seconds?: number
}

function warnings({
  sent = 1000,
  dispatchMs = 0.1,
  lateMs = dispatchMs,
  responseMs = 20,
  recorded = 1000,
  asked = 100,
  seconds = 10,
  ...generator
}: Case): string[] {
  const tally = newTally()
  tally.sent = sent
  tally.done = sent
  for (let n = 0; n < recorded; n++) {
    const lagMs = n % 50 === 0 ? lateMs : dispatchMs
    tally.histograms.dispatch.record(lagMs * 1e6)
    tally.histograms.response.record((lagMs + responseMs) * 1e6)
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

  it.each([
    ['a hundredth 12 ms late on a busy laptop', { lateMs: 12, responseMs: 5 }],
    ['a late tail that the answers outweigh', { lateMs: 60, responseMs: 80 }],
    ['a median that is a twentieth of the answers', { dispatchMs: 4, responseMs: 80 }],
    ['late sends among too few to have a tail', { lateMs: 60, responseMs: 5, recorded: 100 }],
  ])('accepts %s', (_name, flown) => {
    expect(warnings(flown)).toEqual([])
  })

  it('says that the tail is the lateness of its sends', () => {
    expect(warnings({ lateMs: 60, responseMs: 5 })).toEqual([
      'This machine sent late: 1 % of the requests left more than 60 ms after they were due.',
    ])
  })

  it('says that half of the requests were late, where that shows in the answers', () => {
    expect(warnings({ dispatchMs: 4, responseMs: 20 })).toEqual([
      'This machine sent late: half of the requests left more than 4 ms after they were due.',
    ])
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

  it('says how many requests were skipped', () => {
    expect(warnings({ skipped: 40 })).toEqual([
      '40 of 1040 due requests were skipped: no connection was free.',
    ])
  })

  it('judges nothing in the first second, nor a rate that nobody asked for', () => {
    expect(warnings({ seconds: 0.5, sent: 10 })).toEqual([])
    expect(warnings({ asked: 'max', sent: 1, dispatchMs: 100 })).toEqual([])
  })
})
