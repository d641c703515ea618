/**
 * One thread's part of a flight: its connections, and what is counted. A sender decides which request goes when.
 *
 * 1. `prepare` opens the first connections, outside of the measurement.
 * 2. `look` (called by the pacer, and after each answer where something is due) sends what is due.
 * 3. After the last due time nothing new becomes due; what waits has one second of grace, what was sent has its timeout.
 */
import { performance } from 'node:perf_hooks'
import type { Segment } from '#shared/flight/schedule.ts'
import { type Carrier, createCarrier } from './carrier.ts'
import type { Line, LineEvents } from './connection.ts'
import { createSender } from './create-sender.ts'
import type { Shot, WorkerSlice } from './messages.ts'
import { type Lines, nothingDue, type Sender } from './sender.ts'
import { SliceCounts } from './slice-counts.ts'

const graceMs = 1000
const stopGraceMs = 1000
const firstBackOffMs = 10
const longestBackOffMs = 1000
/** Answers within this time are awaited without pause, see pacer.ts. */
const quickAnswerMs = 0.2

export class Generator implements Lines, LineEvents {
  readonly cap: number
  readonly idle: Line[] = []
  opening = 0
  start = Number.POSITIVE_INFINITY
  end = Number.POSITIVE_INFINITY
  private readonly shot: Shot
  private readonly sender: Sender
  private readonly counts: SliceCounts
  private readonly carrier: Carrier
  private readonly all = new Set<Line>()
  private busy = 0
  private stoppedAt = Number.POSITIVE_INFINITY
  private closing = false
  private reads = 0
  private sends = 0
  private lastSendAt = 0
  private backOffMs = 0
  private reopenAt = 0
  private nextSweep = 0
  /** What the clock said a moment ago, for the first send after that; 0 where it must be read again. */
  private justRead = 0

  constructor(shot: Shot, part: number, of: number, carrier = createCarrier(shot, part)) {
    this.shot = shot
    this.carrier = carrier
    this.counts = new SliceCounts(shot)
    this.cap = Math.max(1, Math.floor(shot.connections / of) + (part < shot.connections % of ? 1 : 0))
    this.sender = createSender(shot, this, part, of)
  }

  /** Opens the first connections; they are ready, or have failed, when `isPrepared`. */
  prepare(): void {
    this.open(Math.min(this.cap, this.sender.beforehand))
  }

  get isPrepared(): boolean {
    return this.opening === 0
  }

  begin(startMs: number): void {
    this.start = startMs
    this.counts.begin(startMs)
    this.nextSweep = startMs
    if (this.shot.durationMs !== null) this.end = startMs + this.shot.durationMs
    this.sender.begin?.()
  }

  /** Nothing more becomes due; what is in the air may still land. */
  stop(): void {
    const now = performance.now()
    this.end = Math.min(this.end, now)
    this.stoppedAt = now
  }

  changeCourse(segments: readonly Segment[]): void {
    this.sender.change?.(segments)
  }

  /** Sends what is due; returns the milliseconds until the next is. */
  look(): number {
    let now = performance.now()
    if (now < this.start) return this.start - now
    if (now >= this.nextSweep) {
      this.sweep(now)
      // Whatever that took is part of the lag of what is sent now.
      now = performance.now()
    }
    this.justRead = now
    const remainingMs = this.sender.look(now)
    this.justRead = 0
    return remainingMs
  }

  workCount(): number {
    return this.reads + this.sends
  }

  expectsAnswer(): boolean {
    return this.busy > 0 && performance.now() - this.lastSendAt < quickAnswerMs
  }

  /** Everything was sent and answered, or its time is over. */
  isOver(now: number): boolean {
    if (now < this.end) return false
    if (this.busy === 0 && this.sender.hasWaiting?.(now) !== true) return true
    if (now >= this.stoppedAt + stopGraceMs) return true
    return now >= this.end + graceMs + this.shot.timeoutMs + 100
  }

  close(): void {
    this.closing = true
    for (const line of [...this.all]) line.abort('closed')
    this.carrier.close()
  }

  takeSlice(now: number): Omit<WorkerSlice, 'quarter' | 'busyShare'> {
    return {
      ...this.counts.take(now),
      inFlight: this.busy,
      connections: this.carrier.openCount ?? this.all.size - this.opening,
      lastSendMs: this.lastSendAt - this.start,
      endMs: this.end - this.start,
      ...(this.sender.takeCounts?.(now) ?? nothingDue),
    }
  }

  // What the sender works with.

  get room(): number {
    return this.cap - this.all.size
  }

  mayCatchUp(now: number): boolean {
    return now < Math.min(this.end + graceMs, this.stoppedAt)
  }

  mayReopen(now: number): boolean {
    return now >= this.reopenAt
  }

  noticed(dueAt: number, now: number): void {
    this.counts.of(dueAt).dispatched(now - dueAt)
  }

  isWarmUp(dueAt: number): boolean {
    return this.counts.isWarmUp(dueAt)
  }

  give(line: Line, intendedAt: number): void {
    this.sends++
    this.busy++
    const now = this.readClock()
    this.lastSendAt = now
    this.counts.of(intendedAt).sending(now - intendedAt)
    line.send(intendedAt, now)
  }

  open(count: number): void {
    for (let n = 0; n < count; n++) {
      this.opening++
      this.all.add(this.carrier.open(this))
    }
  }

  // What the connections tell.

  opened(line: Line, now: number): void {
    this.opening--
    this.backOffMs = 0
    this.counts.opened(line, now)
    this.sender.free(line, now)
  }

  answered(line: Line, now: number, reusable: boolean): void {
    this.busy--
    const { reply, intendedAt, sentAt } = line
    this.counts
      .of(intendedAt)
      .answered(reply.status, now - intendedAt, now - sentAt, reply.bodyBytes, reply.headBytes)
    this.sender.ended?.(line, now)
    this.justRead = now
    if (reusable) this.sender.free(line, now)
    else this.lose(line, now)
    this.justRead = 0
  }

  failed(line: Line, now: number, kind: string): void {
    if (this.closing) return
    const { intendedAt, sentAt } = line
    if (sentAt > 0) {
      this.busy--
      this.counts.of(intendedAt).failed(kind, now - intendedAt, now - sentAt)
      this.sender.ended?.(line, now)
    } else {
      this.opening--
      this.failOpening(line, now, kind)
    }
    this.lose(line, now)
  }

  gone(line: Line): void {
    this.all.delete(line)
    const at = this.idle.indexOf(line)
    if (at >= 0) this.idle.splice(at, 1)
  }

  received(line: Line, bytes: number): void {
    this.reads++
    this.counts.of(line.intendedAt).received(bytes)
  }

  /** A reading costs as much as the rest of a send that is ours: an answer and the send that follows it share one. */
  private readClock(): number {
    const now = this.justRead === 0 ? performance.now() : this.justRead
    this.justRead = 0
    return now
  }

  private lose(line: Line, now: number): void {
    this.all.delete(line)
    this.sender.lost(now)
  }

  /** An attempt to open that failed takes the request with it that waited for it; before the start there is none. */
  private failOpening(line: Line, now: number, kind: string): void {
    this.backOffMs = Math.min(longestBackOffMs, Math.max(firstBackOffMs, this.backOffMs * 2))
    this.reopenAt = now + this.backOffMs
    if (now < this.start || now >= this.end + graceMs) return
    const intendedAt = this.sender.fails(line, now)
    if (intendedAt === undefined) return
    const recorder = this.counts.of(intendedAt)
    recorder.sending(now - intendedAt)
    recorder.failed(kind, now - intendedAt, now - line.openedAt)
  }

  /** Ends what has waited for longer than the timeout, and what has grown too old. */
  private sweep(now: number): void {
    const { timeoutMs, connectionAgeMs } = this.shot
    if (connectionAgeMs < Number.POSITIVE_INFINITY) {
      this.carrier.retire(now - connectionAgeMs)
      for (const line of [...this.all]) line.retire?.(now - connectionAgeMs)
    }
    this.nextSweep = now + Math.min(50, timeoutMs / 20)
    for (const line of [...this.all]) {
      const since = line.state === 'opening' ? line.openedAt : line.sentAt
      const waits = line.state === 'opening' || line.state === 'busy'
      if (waits && now - since >= timeoutMs) line.abort('timeout')
    }
  }
}
