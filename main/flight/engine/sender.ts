/** Decides which request goes when; the generator has the connections, and counts. */
import type { Segment } from '#shared/flight/schedule.ts'
import type { Line } from './connection.ts'

/** What a sender works with. Times are of performance.now. */
export interface Lines {
  readonly cap: number
  /** Free ones. */
  readonly idle: Line[]
  /** Being opened. */
  readonly opening: number
  /** How many more may be opened. */
  readonly room: number
  readonly start: number
  /** Nothing becomes due from then on. */
  readonly end: number
  /** What is late may still be sent. */
  mayCatchUp(now: number): boolean
  /** After attempts that failed there is a pause. */
  mayReopen(now: number): boolean
  open(count: number): void
  give(line: Line, intendedAt: number): void
  /** What was due at this time was looked at only now. */
  noticed(dueAt: number, now: number): void
  isWarmUp(dueAt: number): boolean
}

export interface Sender {
  /** How many connections it wants before the start. */
  readonly beforehand: number
  /** `lines.start` is known from now on. */
  begin?(): void
  /** Sends what it can; returns the milliseconds until it should look again. */
  look(now: number): number
  /** A connection is free, and not among the idle ones: it gets a request, or becomes idle. */
  free(line: Line, now: number): void
  /** The request that a connection had is answered, or has failed. */
  ended?(line: Line, now: number): void
  /** A connection is gone. */
  lost(now: number): void
  /** One could not be opened: the intended time of the request that waited for it and goes with it, if there is one. */
  fails(line: Line, now: number): number | undefined
  /** Of one with a schedule, as the rest. */
  hasWaiting?(now: number): boolean
  /** The rate over time is another one from some moment on. */
  change?(segments: readonly Segment[]): void
  takeCounts?(now: number): SenderCounts
}

export interface SenderCounts {
  /** Since the end of the warm-up. */
  readonly due: number
  readonly skipped: number
  /** Of those that are due: not sent yet. */
  readonly waiting: number
  /** Since the last time: milliseconds in which requests were due and every connection taken. */
  readonly cappedMs: number
}

/** Where nothing is due by itself. */
export const nothingDue: SenderCounts = { due: 0, skipped: 0, waiting: 0, cappedMs: 0 }
