/**
 * A flight inside the engine's process: starts the threads, adds up their slices, and reports each sum with the totals
 * and the verdict so far.
 */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { packHistogram } from '#shared/flight/packed-histogram.ts'
import { type Judged, judge, lostRule, parseRule, type Rule } from '#shared/flight/rules.ts'
import { meanRate, mostDue, type Segment, segmentsAfter, withRateFrom } from '#shared/flight/schedule.ts'
import type { RecordedSlice } from '#shared/flight/slice-log.ts'
import { addTally, clearTally, encodeHistograms, newTally, sliceOf } from '#shared/flight/tally.ts'
import { totalsOf } from '#shared/flight/totals.ts'
import type { FromEngine, FromWorker, Shot, ToWorker, WorkerShot, WorkerSlice } from './messages.ts'

/** From source, or side by side in dist/. */
const workerFile = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './flight-worker.js', import.meta.url),
)

/** What one thread sends easily; measured, see docs/benchmarks.md. */
const ratePerThread = 20_000
/** Time for the signal to start, or to change course, to reach every thread. */
const takeOffMs = 20

export interface Coordinator {
  stop(): void
  /** Of an open flight, until its end; requests that are due keep their times. */
  changeRate(rate: number): void
}

export function startFlight(shot: Shot, say: (message: FromEngine) => void): Coordinator {
  const of = threadsFor(shot)
  const workers = Array.from({ length: of }, (_, part) => {
    const workerData: WorkerShot = { shot, part, of }
    return new Worker(workerFile, { workerData, execArgv: [] })
  })
  const tell = (message: ToWorker) => {
    for (const worker of workers) worker.postMessage(message)
  }
  const stop = () => {
    stopped = true
    tell({ do: 'stop' })
  }
  const sums = createSums(shot, of, say, stop)
  let notReady = of
  let flying = of
  let stopped = false
  let startNs: bigint | undefined
  let { segments } = shot

  function hear(message: FromWorker, part: number) {
    switch (message.said) {
      case 'ready':
        notReady--
        if (notReady === 0) go()
        return
      case 'slice':
        return sums.add(part, message.slice)
      case 'ended':
        flying--
        sums.partEnded(part)
        if (flying === 0) sums.end(stopped)
    }
  }

  function go(): void {
    startNs = process.hrtime.bigint() + BigInt(takeOffMs * 1e6)
    tell({ do: 'go', startNs })
  }

  function changeRate(rate: number): void {
    const elapsedMs = startNs === undefined ? 0 : Number(process.hrtime.bigint() - startNs) / 1e6
    segments = withRateFrom(segments, Math.max(0, elapsedMs + takeOffMs) / 1000, rate)
    sums.changeCourse(segments)
    tell({ do: 'change-course', segments })
  }

  workers.forEach((worker, part) => {
    worker.on('message', (message: FromWorker) => hear(message, part))
  })
  return { stop, changeRate }
}

/** One core is left to the rest of the machine; a thread without a connection would have nothing to do. */
function threadsFor({ segments, pacedRate, connections }: Shot): number {
  const fastest = pacedRate ?? Math.max(...segments.flatMap(({ from, to }) => [from, to]))
  const isMax = segments.length === 0 && pacedRate === null
  const wanted = isMax ? Number.POSITIVE_INFINITY : Math.ceil(fastest / ratePerThread)
  return Math.max(1, Math.min(wanted, availableParallelism() - 1, connections))
}

function createSums(shot: Shot, parts: number, say: (message: FromEngine) => void, abort: () => void) {
  const tally = newTally()
  const sum = newTally()
  let { segments } = shot
  const rules = shot.expect.map(parseRule).filter((rule): rule is Rule => typeof rule !== 'string')
  const queues: WorkerSlice[][] = Array.from({ length: parts }, () => [])
  const ended = new Set<number>()
  let lastSendMs = 0
  let elapsedMs = 0
  let cappedMs = 0
  let busyShare = 0
  let slices = 0
  let waiting = 0
  const opened: Record<string, number> = {}
  const due = new Array<number>(parts).fill(0)
  const skipped = new Array<number>(parts).fill(0)

  function flush(): void {
    // A slice is complete when every thread that still flies has sent its part of it.
    while (queues.some((q) => q.length > 0) && queues.every((q, part) => q.length > 0 || ended.has(part))) {
      report(queues.flatMap((queue) => queue.splice(0, 1)))
    }
  }

  function report(partial: readonly WorkerSlice[]): void {
    // A thread that was held up may still be in its warm-up; it has nothing to count yet.
    const warmUp = partial.every((one) => one.warmUp)
    clearTally(sum)
    for (const one of partial) {
      if (one.warmUp === warmUp) addTally(sum, one.tally)
      if (!one.warmUp) addTally(tally, one.tally)
      for (const [peer, count] of Object.entries(one.opened)) opened[peer] = (opened[peer] ?? 0) + count
    }
    const atMs = Math.max(0, Math.min(...partial.map((one) => one.atMs)))
    const endMs = Math.max(...partial.map((one) => one.atMs + one.lengthMs))
    elapsedMs = Math.max(elapsedMs, endMs)
    lastSendMs = Math.max(lastSendMs, ...partial.map((one) => one.lastSendMs))
    waiting = sumOf(partial.map((one) => one.waiting))
    if (!warmUp) {
      cappedMs += Math.max(...partial.map((one) => one.cappedMs))
      slices++
      busyShare += (Math.max(...partial.map((one) => one.busyShare)) - busyShare) / slices
    }
    const inFlight = sumOf(partial.map((one) => one.inFlight))
    const asked = segments.length === 0 ? shot.pacedRate : meanRate(segments, atMs, endMs)
    const connections = sumOf(partial.map((one) => one.connections))
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

  /** At most; the closed model has no end that could be counted. */
  function toCome(): number {
    if (segments.length === 0) return Number.POSITIVE_INFINITY
    const inAll = mostDue(measuredSegments(), shot.seed !== null)
    return Math.max(0, inAll - tally.done - sumOf(skipped))
  }

  /** Landing is not flying: a flight with an end lasts until then, or until its last request left. */
  function seconds(): number {
    const { durationMs } = shot
    const lastMs = durationMs === null ? elapsedMs : Math.min(elapsedMs, Math.max(durationMs, lastSendMs))
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
      queues[part]?.push(slice)
      due[part] = slice.due
      skipped[part] = slice.skipped
      flush()
    },
    partEnded(part: number) {
      ended.add(part)
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
