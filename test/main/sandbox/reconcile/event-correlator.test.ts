import { describe, expect, it } from 'vitest'
import { createEventCorrelator } from '#main/sandbox/reconcile/event-correlator.ts'

const minuteMs = 60_000

function correlating() {
  const correlator = createEventCorrelator()
  let nowMs = 0
  return {
    pass: (ms: number) => {
      nowMs += ms
    },
    say: (
      message: string,
      { subject = 'kubelet of web', type = 'Normal', reason = 'Created', part = '' } = {},
    ) => correlator.observe({ subject, type, reason, part, message }, nowMs),
    forget: correlator.forget,
  }
}

describe('an event', () => {
  it('is counted when it comes again, by its words, its subject and its part', () => {
    const { say, pass } = correlating()
    expect(say('a')).toMatchObject({ count: 1, firstMs: 0, isCombined: false })
    pass(5000)
    expect(say('a')).toMatchObject({ count: 2, firstMs: 0, key: say('a').key })
    for (const other of [
      say('b'),
      say('a', { subject: 'other' }),
      say('a', { part: 'sidecar' }),
      say('a', { reason: 'x' }),
    ])
      expect(other).toMatchObject({ count: 1, firstMs: 5000 })
  })

  it('is combined with those like it from the tenth text on', () => {
    const { say } = correlating()
    for (let at = 1; at < 10; at += 1) expect(say(`pod ${at}`)).toMatchObject({ count: 1, isCombined: false })
    // As of a ReplicaSet that makes 13 pods: nine Events of their own, and one for the other four.
    for (let at = 10; at < 14; at += 1)
      expect(say(`pod ${at}`)).toMatchObject({
        ...{ count: at - 9, isCombined: true, message: `(combined from similar events): pod ${at}` },
      })
    expect(say('pod 1', { reason: 'Deleted' })).toMatchObject({ isCombined: false })
  })

  it('is itself again after ten quiet minutes', () => {
    const { say, pass } = correlating()
    for (let at = 0; at < 12; at += 1) say(`pod ${at}`)
    pass(10 * minuteMs + 1)
    expect(say('pod 20')).toMatchObject({ isCombined: false })
  })

  it('is dropped where there are too many of one subject, until some time has passed', () => {
    const { say, pass } = correlating()
    const heard = () =>
      Array.from({ length: 30 }, () => say('again')).filter(({ isDropped }) => !isDropped).length
    expect(heard()).toBe(25)
    expect(say('again', { subject: 'other' }).isDropped).toBe(false)
    expect(say('again', { type: 'Warning' }).isDropped).toBe(false)
    pass(11 * minuteMs)
    expect(heard()).toBe(2)
  })

  it('begins anew once it is forgotten', () => {
    const { say, forget } = correlating()
    say('a')
    forget(say('a').key)
    expect(say('a').count).toBe(1)
  })
})
