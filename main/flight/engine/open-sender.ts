/**
 * The open model: request k is due at its intended time, whatever happened to those before. A free connection takes it;
 * where none is free, one is opened until the cap; at the cap the request waits, stays due at its time, and all that
 * wait are sent as soon as they can be (catching up), or never, where the plan skips what it misses.
 */
import type { Schedule, Segment } from '#shared/flight/schedule.ts'
import type { Line } from './connection.ts'
import type { Lines, Sender, SenderCounts } from './sender.ts'

/** Connections opened beforehand, as if answers took this long. */
const supposedAnswerMs = 20

export class OpenSender implements Sender {
  private readonly lines: Lines
  private readonly schedule: Schedule
  private readonly skipsMissed: boolean
  private readonly ends: number
  /** Requests that were noticed to be due, and those that were given to a connection. */
  private dispatched = 0
  private next = 0
  /** Requests below it have had a connection opened for them, if none was free. */
  private openedFor = 0
  /** Requests that were due in the warm-up. */
  private warmed = 0
  private skipped = 0
  private cappedMs = 0
  private cappedSince = 0

  /**
   * The connection that was free last is warm, and few are kept in use so. Where they lead to several `ends`, that would
   * be one end alone: then at least one for each is open, and they take their turns.
   */
  constructor(lines: Lines, schedule: Schedule, skipsMissed: boolean, ends = 1) {
    this.lines = lines
    this.schedule = schedule
    this.skipsMissed = skipsMissed
    this.ends = Math.min(ends, lines.cap)
  }

  get beforehand(): number {
    return Math.max(this.ends, 1 + this.schedule.countBy(supposedAnswerMs))
  }

  look(now: number): number {
    this.sendDue(now)
    this.reachAll(now)
    return this.dueAt(this.dispatched) - now
  }

  free(line: Line, now: number): void {
    const { lines } = this
    if (now >= lines.start) {
      this.notice(now)
      if (this.next < this.dispatched && lines.mayCatchUp(now)) {
        this.give(line)
        return
      }
    }
    lines.idle.push(line)
    this.addCapped(now)
    this.cappedSince = 0
  }

  lost(now: number): void {
    if (now >= this.lines.start) this.sendDue(now)
  }

  fails(): number | undefined {
    if (this.next >= this.dispatched) return undefined
    const dueAt = this.dueAt(this.next)
    this.next++
    return dueAt
  }

  hasWaiting(now: number): boolean {
    return this.next < this.dispatched && this.lines.mayCatchUp(now)
  }

  change(segments: readonly Segment[]): void {
    this.schedule.change(segments)
  }

  takeCounts(now: number): SenderCounts {
    this.addCapped(now)
    const { dispatched, warmed, skipped, next, cappedMs } = this
    this.cappedMs = 0
    const waiting = dispatched - Math.max(next, warmed)
    return { due: dispatched - warmed, skipped, waiting, cappedMs }
  }

  private addCapped(now: number): void {
    if (this.cappedSince === 0) return
    this.cappedMs += now - this.cappedSince
    this.cappedSince = now
  }

  private dueAt(k: number): number {
    return this.lines.start + this.schedule.dueMs(k)
  }

  private give(line: Line): void {
    const dueAt = this.dueAt(this.next)
    this.next++
    this.schedule.forgetBefore(this.next)
    this.lines.give(line, dueAt)
  }

  private notice(now: number): void {
    const { lines } = this
    const due = this.schedule.countBy(Math.min(now, lines.end) - lines.start)
    while (this.dispatched < due) {
      const dueAt = this.dueAt(this.dispatched)
      lines.noticed(dueAt, now)
      this.dispatched++
      if (lines.isWarmUp(dueAt)) this.warmed = this.dispatched
    }
  }

  private sendDue(now: number): void {
    const { lines } = this
    this.notice(now)
    if (!lines.mayCatchUp(now)) return
    while (this.next < this.dispatched) {
      const line = this.ends > 1 ? lines.idle.shift() : lines.idle.pop()
      if (line === undefined) break
      this.give(line)
    }
    const waiting = this.dispatched - this.next
    if (waiting === 0) return
    if (lines.room === 0 && this.cappedSince === 0) this.cappedSince = now
    this.openForWaiting()
    if (this.skipsMissed) this.skip(waiting - lines.opening)
  }

  /** In place of those that were lost: else one of several ends would get all that the lost ones had. */
  private reachAll(now: number): void {
    const { lines, ends } = this
    if (ends === 1 || now < lines.start || now >= lines.end) return
    const missing = ends - (lines.cap - lines.room)
    if (missing > 0 && lines.mayReopen(now)) lines.open(missing)
  }

  /**
   * One connection for each that waits, and no second one. Those that are being opened for others do not count: one
   * that hangs would hold up a request after another.
   */
  private openForWaiting(): void {
    const from = Math.max(this.next, this.openedFor)
    const more = Math.min(this.dispatched - from, this.lines.room)
    this.openedFor = from + more
    this.lines.open(more)
  }

  /** The oldest go: what waits for a connection that is being opened is as fresh as can be. */
  private skip(count: number): void {
    if (count <= 0) return
    const from = Math.max(this.next, this.warmed)
    this.next += count
    this.skipped += Math.max(0, this.next - from)
    this.schedule.forgetBefore(this.next)
  }
}
