/** What a flight counts. Generators fill one per slice; adding them up, over generators or time, loses nothing. */
import type { FlightSlice } from '../model/flight.ts'
import { heatOf } from './heat.ts'
import { type EncodedHistogram, Histogram } from './histogram.ts'
import { percentilesOf } from './percentiles.ts'

/** In nanoseconds, but for the sizes, which are in bytes. */
export interface TallyHistograms<H> {
  /** From the intended send to the end of the reply; errors at the moment they were noticed. */
  readonly response: H
  /** From the real send. */
  readonly service: H
  /** Response times of what Fortio counts as failed: no answer, or one that is neither 2xx nor 418, nor gRPC's OK. */
  readonly failed: H
  /** Real send minus intended send. */
  readonly lag: H
  /** The generator's own part of the lag: intended send until it looked, free connection or not. */
  readonly dispatch: H
  /** Of each new connection, TLS included. */
  readonly connect: H
  /** Bytes of the body, and of status line and headers. */
  readonly body: H
  readonly head: H
}

export const histogramNames = [
  'response',
  'service',
  'failed',
  'lag',
  'dispatch',
  'connect',
  'body',
  'head',
] as const satisfies readonly (keyof TallyHistograms<unknown>)[]

export interface Counts {
  sent: number
  done: number
  bytes: number
  codes: Record<string, number>
  errors: Record<string, number>
}

export interface EncodedTally extends Counts {
  readonly histograms: TallyHistograms<EncodedHistogram>
}

export interface Tally extends Counts {
  readonly histograms: TallyHistograms<Histogram>
}

function each<H>(make: (name: keyof TallyHistograms<H>) => H): TallyHistograms<H> {
  return Object.fromEntries(histogramNames.map((name) => [name, make(name)])) as unknown as TallyHistograms<H>
}

export const newHistograms = (): TallyHistograms<Histogram> => each(() => new Histogram())

export const encodeHistograms = (histograms: TallyHistograms<Histogram>): TallyHistograms<EncodedHistogram> =>
  each((name) => histograms[name].encode())

export function newTally(): Tally {
  return { sent: 0, done: 0, bytes: 0, codes: {}, errors: {}, histograms: newHistograms() }
}

export function addTally(to: Tally, more: EncodedTally): void {
  to.sent += more.sent
  to.done += more.done
  to.bytes += more.bytes
  addCounts(to.codes, more.codes)
  addCounts(to.errors, more.errors)
  for (const name of histogramNames) to.histograms[name].add(more.histograms[name])
}

/** To be filled again: a tally has two megabytes, too many to make anew four times a second. */
export function clearTally(tally: Tally): void {
  tally.sent = 0
  tally.done = 0
  tally.bytes = 0
  tally.codes = {}
  tally.errors = {}
  for (const name of histogramNames) tally.histograms[name].clear()
}

function addCounts(to: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [key, count] of Object.entries(more)) to[key] = (to[key] ?? 0) + count
}

export function sliceOf(tally: Tally, atMs: number, lengthMs: number, inFlight: number): FlightSlice {
  return {
    atMs,
    lengthMs,
    sent: tally.sent,
    done: tally.done,
    inFlight,
    bytes: tally.bytes,
    codes: tally.codes,
    errors: tally.errors,
    response: percentilesOf(tally.histograms.response),
    lagP50: percentilesOf(tally.histograms.lag).p50,
    heat: heatOf(tally.histograms.response),
  }
}
