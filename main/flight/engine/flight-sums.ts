/**
 * Adds up what the threads of a flight count, and reports each sum with the totals and the verdict so far.
 */
import { packHistogram } from '#shared/flight/packed-histogram.ts'
import { type Judged, judge, lostRule, parseRule, type Rule } from '#shared/flight/rules.ts'
import { meanRate, mostDue, type Segment, segmentsAfter } from '#shared/flight/schedule.ts'
import type { RecordedSlice } from '#shared/flight/slice-log.ts'
import { addTally, clearTally, encodeHistograms, newTally, sliceOf } from '#shared/flight/tally.ts'
import { totalsOf } from '#shared/flight/totals.ts'
import type { FromEngine, Shot, WorkerSlice } from './messages.ts'
import { SliceQueues } from './slice-queues.ts'

export interface FlightSums {
  changeCourse(segments: readonly Segment[]): void
  add(part: number, slice: WorkerSlice): void
  partEnded(part: number): void
  /** All parts have ended. */
  end(stopped: boolean): void
}

/** `abort` is called when a rule is lost that the plan ends for. */
export function createFlightSums(
  shot: Shot,
  parts: number,
  say: (message: FromEngine) => void,
  abort: () => void,
): FlightSums {
  const tally = newTally()
  const sum = newTally()
  let { segments } = shot
  const rules = shot.expect.map(parseRule).filter((rule): rule is Rule => typeof rule !== 'string')
  const queues = new SliceQueues(parts)
  let lastSendMs = 0
  let dueUntilMs = Number.POSITIVE_INFINITY
  let elapsedMs = 0
  let cappedMs = 0
  let busyShare = 0
  let slices = 0
  let waiting = 0
  const opened: Record<string, number> = {}
  const due = new Array<number>(parts).fill(0)
  const skipped = new Array<number>(parts).fill(0)

  function flush(): void {
    for (let byPart = queues.next(); byPart !== undefined; byPart = queues.next()) report(byPart)
  }

  function report(byPart: readonly (readonly WorkerSlice[])[]): void {
    const all = byPart.flat()
    const newest = byPart.flatMap((slices) => slices.at(-1) ?? [])
    // A thread that was held up may still be in its warm-up; it has nothing to count yet.
    const warmUp = all.every((one) => one.warmUp)
    clearTally(sum)
    for (const one of all) {
      if (one.warmUp === warmUp) addTally(sum, one.tally)
      if (!one.warmUp) addTally(tally, one.tally)
      for (const [peer, count] of Object.entries(one.opened)) opened[peer] = (opened[peer] ?? 0) + count
    }
    for (const [part, slices] of byPart.entries()) {
      const last = slices.at(-1)
      if (last === undefined) continue
      due[part] = last.due
      skipped[part] = last.skipped
    }
    const atMs = Math.max(0, Math.min(...all.map((one) => one.atMs)))
    const endMs = Math.max(...all.map((one) => one.atMs + one.lengthMs))
    elapsedMs = Math.max(elapsedMs, endMs)
    lastSendMs = Math.max(lastSendMs, ...newest.map((one) => one.lastSendMs))
    dueUntilMs = Math.max(...newest.map((one) => one.endMs))
    waiting = sumOf(newest.map((one) => one.waiting))
    if (!warmUp) {
      cappedMs += Math.max(...byPart.map((slices) => sumOf(slices.map((one) => one.cappedMs))))
      slices++
      busyShare += (Math.max(...byPart.map(meanBusyShare)) - busyShare) / slices
    }
    const inFlight = sumOf(newest.map((one) => one.inFlight))
    const asked = askedBetween(atMs, endMs)
    const connections = sumOf(newest.map((one) => one.connections))
    const slice = {
      ...sliceOf(sum, atMs, endMs - atMs, inFlight),
      ...(warmUp ? { warmUp } : {}),
      ...{ connections, ...(asked === null ? {} : { asked }) },
    }
    const recorded: RecordedSlice = {
      slice,
      response: packHistogram(sum.histograms.response),
      lag: packHistogram(sum.histograms.lag),
    }
    const judged: Judged = { tally, seconds: seconds(), asked: askedRate() }
    say({ said: 'slice', recorded, totals: totals(), verdict: judge(rules, judged) })
    if (!warmUp && shot.abort && lostRule(rules, judged, toCome()) !== undefined) abort()
  }

  /** Requests per second; nothing is asked for any more while it lands. */
  function askedBetween(fromMs: number, toMs: number): number | null {
    const untilMs = Math.min(toMs, Math.max(fromMs, dueUntilMs))
    const rate = segments.length === 0 ? shot.pacedRate : meanRate(segments, fromMs, untilMs)
    return rate === null || toMs <= fromMs ? rate : (rate * (untilMs - fromMs)) / (toMs - fromMs)
  }

  /** At most; the closed model has no end that could be counted. */
  function toCome(): number {
    if (segments.length === 0) return Number.POSITIVE_INFINITY
    const inAll = mostDue(measuredSegments(), shot.seed !== null)
    return Math.max(0, inAll - tally.done - sumOf(skipped))
  }

  /** Landing is not flying: one that has ended or was stopped lasts until then, or until its last request left. */
  function seconds(): number {
    const lastMs = Math.min(elapsedMs, Math.max(dueUntilMs, lastSendMs))
    return Math.max(0, lastMs - shot.warmUpMs) / 1000
  }

  /** Of a rate that changes or is random: the mean of what has become due. */
  function askedRate(): number | 'max' {
    const measured = measuredSegments()
    const [first] = measured
    if (first === undefined) return shot.pacedRate ?? 'max'
    const isSame = ({ from, to }: Segment) => from === first.from && to === first.from
    const constant = measured.every(isSame) && shot.seed === null
    return constant || seconds() === 0 ? first.from : sumOf(due) / seconds()
  }

  const measuredSegments = () => segmentsAfter(segments, shot.warmUpMs / 1000)

  /** null while nothing was measured. */
  function totals() {
    if (slices === 0) return null
    const missed = shot.skipsMissed ? { skipped: sumOf(skipped) } : {}
    const isPaced = shot.pacedRate !== null
    const generator = { connections: shot.connections, isPaced, busyShare, waiting, cappedMs, ...missed }
    return totalsOf({ tally, seconds: seconds(), asked: askedRate(), generator })
  }

  return {
    changeCourse(next: typeof segments) {
      segments = next
    },
    add(part: number, slice: WorkerSlice) {
      queues.add(part, slice)
      flush()
    },
    partEnded(part: number) {
      queues.end(part)
      flush()
    },
    end(stopped: boolean) {
      const judged: Judged = { tally, seconds: seconds(), asked: askedRate() }
      const result = {
        stopped,
        totals: totals(),
        verdict: judge(rules, judged),
        histograms: encodeHistograms(tally.histograms),
        opened,
      }
      say({ said: 'ended', result })
    },
  }
}

const sumOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

function meanBusyShare(slices: readonly WorkerSlice[]): number {
  const wholeMs = sumOf(slices.map((one) => one.lengthMs))
  return wholeMs === 0 ? 0 : sumOf(slices.map((one) => one.busyShare * one.lengthMs)) / wholeMs
}
