import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClosedSender } from '#main/flight/engine/closed-sender.ts'
import { OpenSender } from '#main/flight/engine/open-sender.ts'
import { PacedSender } from '#main/flight/engine/paced-sender.ts'
import { evenSchedule } from '#shared/flight/schedule.ts'
import { type Behaviour, SimulatedFlight } from './simulated-flight.ts'

const perLine = (flight: SimulatedFlight) => {
  const counts = new Map<number, number>()
  for (const { line } of flight.sent) counts.set(line, (counts.get(line) ?? 0) + 1)
  return [...counts.values()]
}
const gaps = (flight: SimulatedFlight) =>
  flight.sent.slice(1).map(({ atMs }, k) => atMs - flight.sent[k]!.atMs)

describe('the open model', () => {
  function open(rate: number, behaviour: Behaviour, skips = false, ends = 1) {
    const flight = new SimulatedFlight(behaviour)
    const schedule = evenSchedule([{ from: rate, to: rate, seconds: behaviour.endMs / 1000 }])
    const sender = new OpenSender(flight, schedule, skips, ends)
    return { flight: flight.fly(sender), sender }
  }

  it('sends each request when it is due, over as few connections as that takes', () => {
    const { flight, sender } = open(100, { cap: 50, endMs: 1000, answerMs: () => 30 })
    expect(flight.sent.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 100 }, (_, k) => 10 * k))
    expect(flight.connections).toBeLessThanOrEqual(4)
    expect(sender.takeCounts(3000)).toEqual({ due: 100, skipped: 0, waiting: 0, cappedMs: 0 })
  })

  it('sends late what found no connection free, due at its own time', () => {
    const { flight, sender } = open(100, { cap: 1, endMs: 1000, answerMs: (k) => (k === 1 ? 500 : 1) })
    expect(flight.sent).toHaveLength(100)
    expect(flight.sent[1]).toMatchObject({ atMs: 500, dueMs: 10 })
    expect(flight.sent.at(-1)).toMatchObject({ dueMs: 990 })
    expect(sender.takeCounts(2001).cappedMs).toBeGreaterThan(400)
  })

  it('never sends what it skips', () => {
    const slow = { cap: 1, endMs: 1000, answerMs: (k: number) => (k === 1 ? 505 : 1) }
    const { flight, sender } = open(100, slow, true)
    expect(flight.sent).toHaveLength(50)
    expect(sender.takeCounts(2000)).toMatchObject({ due: 100, skipped: 50, waiting: 0 })
    expect(flight.sent.every(({ atMs, dueMs }) => atMs - dueMs < 10)).toBe(true)
  })

  it('counts neither what was due nor what was skipped in the warm-up', () => {
    const slow = { cap: 1, endMs: 1000, answerMs: (k: number) => (k === 1 ? 505 : 1), warmUpMs: 400 }
    expect(open(100, slow, true).sender.takeCounts(2000)).toMatchObject({ due: 60, skipped: 11 })
  })

  it('is not held up by a connection that never opens', () => {
    const openMs = (attempt: number) => (attempt === 1 ? null : 2)
    const { flight } = open(100, { cap: 10, endMs: 1000, answerMs: () => 15, openMs })
    expect(flight.sent).toHaveLength(100)
    expect(Math.max(...flight.sent.map(({ atMs, dueMs }) => atMs - dueMs))).toBeLessThanOrEqual(2)
  })

  it('opens no more connections than requests wait, however long that takes', () => {
    const { flight } = open(100, { cap: 500, endMs: 1000, answerMs: () => 5, openMs: () => 200 })
    expect(flight.sent).toHaveLength(100)
    expect(flight.connections).toBeLessThan(30)
  })

  it('takes its connections in turn where they lead to several ends, whatever the rate', () => {
    const { flight } = open(20, { cap: 10, endMs: 1000, answerMs: () => 5 }, false, 4)
    expect(perLine(flight)).toEqual([5, 5, 5, 5])
  })

  it('keeps as many connections as there are ends, also when some are lost', () => {
    const closes = (request: number) => request % 7 === 0
    const { flight } = open(100, { cap: 10, endMs: 1000, answerMs: () => 5, closes }, false, 4)
    expect(flight.sent).toHaveLength(100)
    const inTurn = flight.sent.map(({ line }, k) =>
      flight.sent.slice(k + 1, k + 4).some((next) => next.line === line),
    )
    expect(inTurn).not.toContain(true)
  })

  it('opens no more for its ends than its cap', () => {
    const { flight } = open(20, { cap: 2, endMs: 1000, answerMs: () => 5 }, false, 4)
    expect(flight.connections).toBe(2)
  })

  it('loses one request with each connection that cannot be opened', () => {
    const { flight, sender } = open(100, { cap: 10, endMs: 1000, answerMs: () => 5, openMs: () => -3 })
    expect(flight.sent).toEqual([])
    expect(flight.failed).toHaveLength(100)
    expect(sender.hasWaiting(1500)).toBe(false)
  })
})

/** Connections and answers of any kind; the k-th of them is the same each time it is asked for. */
const anyBehaviour = fc
  .record({
    cap: fc.integer({ min: 1, max: 6 }),
    opens: fc.array(fc.option(fc.integer({ min: -40, max: 40 })), { minLength: 1, maxLength: 7 }),
    answers: fc.array(fc.nat(120), { minLength: 1, maxLength: 7 }),
    closes: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  })
  .map(({ cap, opens, answers, closes }): Behaviour => {
    const nth = <T>(all: readonly T[], k: number) => all[k % all.length]!
    return {
      ...{ cap, endMs: 600 },
      openMs: (attempt) => nth(opens, attempt),
      answerMs: (request) => nth(answers, request),
      closes: (request) => nth(closes, request),
    }
  })

describe('whatever connections and answers do', () => {
  const anyRate = fc.integer({ min: 1, max: 300 })
  /** 11 / 0.044 is a little more than 250. */
  const rounding = 1e-6

  it('an open flight sends, loses, skips or holds each request once, in order and never before it is due', () => {
    fc.assert(
      fc.property(anyBehaviour, anyRate, fc.boolean(), fc.nat(4), (behaviour, rate, skips, ends) => {
        const flight = new SimulatedFlight(behaviour)
        const schedule = evenSchedule([{ from: rate, to: rate, seconds: 0.6 }])
        const sender = new OpenSender(flight, schedule, skips, ends + 1)
        flight.fly(sender)
        const { due, skipped, waiting } = sender.takeCounts(2000)
        expect(due).toBe(Math.ceil(rate * 0.6 - 1e-9))
        expect(flight.sent.length + flight.failed.length + skipped + waiting).toBe(due)
        expect(
          flight.sent.every(
            ({ atMs, dueMs }, k) => atMs >= dueMs - rounding && dueMs > (flight.sent[k - 1]?.dueMs ?? -1),
          ),
        ).toBe(true)
      }),
    )
  })

  it('a paced flight never sends more than its rate, and each connection waits for its answer', () => {
    fc.assert(
      fc.property(anyBehaviour, anyRate, (behaviour, rate) => {
        const { cap: connections } = behaviour
        const flight = new SimulatedFlight(behaviour)
        flight.fly(new PacedSender(flight, { rate, connections, part: 0, of: 1 }))
        const all = flight.sent.length + flight.failed.length
        expect(all).toBeLessThanOrEqual(Math.ceil(rate * 0.6) + connections)
      }),
    )
  })

  it('a closed flight keeps as many in flight as it has connections', () => {
    fc.assert(
      fc.property(anyBehaviour, (behaviour) => {
        const flight = new SimulatedFlight({ ...behaviour, openMs: () => 1, closes: () => false })
        flight.fly(new ClosedSender(flight))
        expect(perLine(flight)).toHaveLength(behaviour.cap)
      }),
    )
  })
})

describe('the closed model', () => {
  it('sends again with each answer', () => {
    const flight = new SimulatedFlight({ cap: 4, endMs: 1000, answerMs: () => 10 })
    flight.fly(new ClosedSender(flight))
    expect(perLine(flight)).toEqual([100, 100, 100, 100])
    expect(flight.sent.every(({ atMs }) => atMs < 1000)).toBe(true)
  })

  it('opens again what was closed', () => {
    const flight = new SimulatedFlight({ cap: 2, endMs: 100, answerMs: () => 10, closes: () => true })
    flight.fly(new ClosedSender(flight))
    expect(flight.sent.length).toBeGreaterThanOrEqual(16)
    expect(flight.connections).toBeGreaterThanOrEqual(flight.sent.length)
  })
})

describe('the closed model at a pace', () => {
  function paced(rate: number, behaviour: Behaviour) {
    const flight = new SimulatedFlight(behaviour)
    const { cap: connections } = behaviour
    return flight.fly(new PacedSender(flight, { rate, connections, part: 0, of: 1 }))
  }

  it('keeps the rate while answers are quick enough, in turn over its connections', () => {
    const flight = paced(200, { cap: 4, endMs: 2000, answerMs: () => 15 })
    expect(flight.sent).toHaveLength(400)
    expect(perLine(flight)).toEqual([100, 100, 100, 100])
    expect(new Set(gaps(flight))).toEqual(new Set([5]))
  })

  it('waits for an answer that takes longer', () => {
    const flight = paced(20, { cap: 2, endMs: 2000, answerMs: () => 250 })
    expect(perLine(flight)).toEqual([8, 8])
  })

  it('goes on at its pace after a stall, without a burst', () => {
    const flight = paced(20, { cap: 1, endMs: 2000, answerMs: (k) => (k === 10 ? 700 : 1) })
    expect(flight.sent).toHaveLength(27)
    expect(gaps(flight).filter((gap) => gap !== 50)).toEqual([700])
  })

  it('gives a turn to another connection for one that went, and counts what cannot be opened', () => {
    const closing = paced(100, { cap: 5, endMs: 1000, answerMs: () => 5, closes: () => true })
    expect(closing.sent).toHaveLength(100)
    expect(closing.connections).toBeGreaterThanOrEqual(100)
    const dead = paced(100, { cap: 5, endMs: 1000, answerMs: () => 5, openMs: () => -1 })
    expect(dead.sent).toEqual([])
    expect(dead.failed.length).toBeGreaterThanOrEqual(90)
    expect(dead.failed.length).toBeLessThanOrEqual(100)
  })

  it('is shared by threads: their first turns fill the gaps of each other', () => {
    const sent = [0, 1].flatMap((part) => {
      const flight = new SimulatedFlight({ cap: 2, endMs: 100, answerMs: () => 1 })
      return flight.fly(new PacedSender(flight, { rate: 100, connections: 4, part, of: 2 })).sent
    })
    expect(sent.map(({ atMs }) => atMs).sort((a, b) => a - b)).toEqual([
      0, 10, 20, 30, 40, 50, 60, 70, 80, 90,
    ])
  })
})
