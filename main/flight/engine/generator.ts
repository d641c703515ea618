/**
 * One thread's part of a flight.
 *
 * Open model: request k is due at its intended time, whatever happened to those before. A free connection takes it;
 * where none is free, one is opened until the cap; at the cap the request waits, stays due at its time, and all that
 * wait are sent as soon as they can be (catching up), or never, where the plan skips what it misses. Closed model: every
 * connection sends again after its answer, at once or when its turn has come.
 *
 * 1. `prepare` opens the first connections, outside of the measurement.
 * 2. `look` (called by the pacer, and after each answer where something is due) sends what is due.
 * 3. After the last due time nothing new becomes due; what waits has one second of grace, what was sent has its timeout.
 */
import {
  evenSchedule,
  randomSchedule,
  type Schedule,
  type Segment,
  shareOf,
} from '#shared/flight/schedule.ts'
import { Connection, type Line, type LineEvents } from './connection.ts'
import { createDialler, type Dialler } from './dialler.ts'
import { Http2Lane } from './http2-lane.ts'
import { Http2Sessions } from './http2-sessions.ts'
import type { Shot, WorkerSlice } from './messages.ts'
import { Recorder } from './recorder.ts'
import { Turns } from './turns.ts'

const graceMs = 1000
const stopGraceMs = 1000
/** Connections opened beforehand, as if answers took this long. */
const supposedAnswerMs = 20
const firstBackOffMs = 10
const longestBackOffMs = 1000
/** Answers within this time are awaited without pause, see pacer.ts. */
const quickAnswerMs = 0.2
/** In the closed model answers drive the sending; looking only mends what broke. */
const closedLookMs = 10

export class Generator implements LineEvents {
  readonly cap: number
  private readonly shot: Shot
  private readonly schedule: Schedule | null
  /** Of a paced closed flight. */
  private readonly turns: Turns | null
  private readonly betweenTurnsMs: number
  /** When the turn was that a connection has taken. */
  private readonly taken = new Map<Line, number>()
  private readonly measured = new Recorder()
  private readonly warmUp = new Recorder()
  private readonly part: number
  private readonly of: number
  private readonly dial: Dialler
  private readonly sessions: Http2Sessions
  /** address:port -> connections opened since the last slice. */
  private openedTo: Record<string, number> = {}
  private readonly all = new Set<Line>()
  private readonly idle: Line[] = []
  private opening = 0
  private busy = 0
  /** Requests that were noticed to be due, and those that were given to a connection. */
  private dispatched = 0
  private next = 0
  /** Requests below it have had a connection opened for them, if none was free. */
  private openedFor = 0
  /** Requests that were due in the warm-up. */
  private warmed = 0
  private skipped = 0
  private start = Number.POSITIVE_INFINITY
  /** What is due from then on counts. */
  private measuredFrom: number
  private end = Number.POSITIVE_INFINITY
  private stoppedAt = Number.POSITIVE_INFINITY
  private closing = false
  private reads = 0
  private lastSendAt = 0
  private cappedMs = 0
  private cappedSince = 0
  private backOffMs = 0
  private reopenAt = 0
  private nextSweep = 0
  private sliceStart = 0

  constructor(shot: Shot, part: number, of: number) {
    this.shot = shot
    this.measuredFrom = shot.warmUpMs > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    this.dial = createDialler(shot.dial, part)
    this.sessions = new Http2Sessions(shot, this.dial)
    this.cap = Math.max(1, Math.floor(shot.connections / of) + (part < shot.connections % of ? 1 : 0))
    const { segments, seed } = shot
    const whole = seed === null ? evenSchedule : (parts: typeof segments) => randomSchedule(parts, seed)
    this.schedule = segments.length === 0 ? null : shareOf(whole(segments), part, of)
    this.turns = shot.pacedRate === null ? null : new Turns()
    this.betweenTurnsMs = (1000 * shot.connections) / (shot.pacedRate ?? 1)
    this.part = part
    this.of = of
  }

  /** Opens the first connections; they are ready, or have failed, when `isPrepared`. */
  prepare(): void {
    const wanted = this.schedule === null ? this.cap : 1 + this.schedule.countBy(supposedAnswerMs)
    for (let n = Math.min(this.cap, wanted); n > 0; n--) this.openOne()
  }

  get isPrepared(): boolean {
    return this.opening === 0
  }

  begin(startMs: number): void {
    this.start = startMs
    this.sliceStart = startMs
    this.nextSweep = startMs
    if (this.shot.warmUpMs > 0) this.measuredFrom = startMs + this.shot.warmUpMs
    // The first turns of all connections are spread over one interval.
    for (let n = this.part; n < this.shot.connections; n += this.of) {
      this.turns?.add(startMs + (n * this.betweenTurnsMs) / this.shot.connections)
    }
    if (this.shot.durationMs !== null) this.end = startMs + this.shot.durationMs
  }

  /** Nothing more becomes due; what is in the air may still land. */
  stop(): void {
    const now = performance.now()
    this.end = Math.min(this.end, now)
    this.stoppedAt = now
  }

  /** The rate over time is another one from some moment on. */
  changeCourse(segments: readonly Segment[]): void {
    this.schedule?.change(segments)
  }

  /** Sends what is due; returns the milliseconds until the next is. */
  look(): number {
    const now = performance.now()
    if (now < this.start) return this.start - now
    if (now >= this.nextSweep) this.sweep(now)
    if (this.turns !== null) {
      this.sendPaced(this.turns, now)
      return Math.min(closedLookMs, this.turns.earliest - now)
    }
    if (this.schedule === null) {
      this.fillClosed(now)
      return closedLookMs
    }
    this.sendDue(now)
    return this.start + this.schedule.dueMs(this.dispatched) - now
  }

  workCount(): number {
    return this.reads + this.next
  }

  expectsAnswer(): boolean {
    return this.busy > 0 && performance.now() - this.lastSendAt < quickAnswerMs
  }

  /** Everything was sent and answered, or its time is over. */
  isOver(now: number): boolean {
    if (now < this.end) return false
    if (this.busy === 0 && !this.hasWaiting(now)) return true
    if (now >= this.stoppedAt + stopGraceMs) return true
    return now >= this.end + graceMs + this.shot.timeoutMs + 100
  }

  close(): void {
    this.closing = true
    for (const connection of [...this.all]) connection.abort('closed')
    this.sessions.close()
  }

  takeSlice(now: number): Omit<WorkerSlice, 'busyShare'> {
    if (this.cappedSince > 0) {
      this.cappedMs += now - this.cappedSince
      this.cappedSince = now
    }
    const warmUp = this.sliceStart < this.measuredFrom
    const slice = {
      atMs: this.sliceStart - this.start,
      lengthMs: now - this.sliceStart,
      warmUp,
      tally: (warmUp ? this.warmUp : this.measured).take(),
      inFlight: this.busy,
      connections: this.shot.http2 === null ? this.all.size - this.opening : this.sessions.openCount,
      opened: this.openedTo,
      due: this.dispatched - this.warmed,
      skipped: this.skipped,
      waiting: this.dispatched - this.next,
      cappedMs: this.cappedMs,
      lastSendMs: this.lastSendAt - this.start,
    }
    this.cappedMs = 0
    this.openedTo = {}
    this.sliceStart = now
    return slice
  }

  opened(connection: Line, now: number): void {
    this.opening--
    this.backOffMs = 0
    if (connection.connectMs !== null) {
      this.recorderOf(now).connected(connection.connectMs)
      this.openedTo[connection.peer] = (this.openedTo[connection.peer] ?? 0) + 1
    }
    this.serve(connection, now)
  }

  answered(connection: Line, now: number, reusable: boolean): void {
    this.busy--
    const { reply, intendedAt, sentAt } = connection
    this.endTurn(connection, now)
    this.recorderOf(intendedAt).answered(
      reply.status,
      now - intendedAt,
      now - sentAt,
      reply.bodyBytes,
      reply.headBytes,
    )
    if (reusable) this.serve(connection, now)
    else this.replace(connection, now)
  }

  failed(connection: Line, now: number, kind: string): void {
    if (this.closing) return
    if (connection.sentAt > 0) {
      this.busy--
      const { intendedAt, sentAt } = connection
      this.endTurn(connection, now)
      this.recorderOf(intendedAt).failed(kind, now - intendedAt, now - sentAt)
    } else {
      this.opening--
      this.failOpening(connection, now, kind)
    }
    this.replace(connection, now)
  }

  gone(connection: Line): void {
    this.all.delete(connection)
    const at = this.idle.indexOf(connection)
    if (at >= 0) this.idle.splice(at, 1)
  }

  received(connection: Line, bytes: number): void {
    this.reads++
    this.recorderOf(connection.intendedAt).received(bytes)
  }

  /** Where what was due at this time is counted. */
  private recorderOf(intendedAt: number): Recorder {
    return intendedAt < this.measuredFrom ? this.warmUp : this.measured
  }

  private serve(connection: Line, now: number) {
    if (this.turns !== null) {
      this.idle.push(connection)
      if (now >= this.start) this.sendPaced(this.turns, now)
      return
    }
    if (now >= this.start) {
      if (this.schedule === null) {
        if (now < this.end) return this.give(connection, now)
      } else {
        this.notice(now)
        if (this.next < this.dispatched && this.mayCatchUp(now)) {
          return this.give(connection, this.start + this.schedule.dueMs(this.next))
        }
      }
    }
    this.idle.push(connection)
    this.cappedSince = 0
  }

  private replace(connection: Line, now: number): void {
    this.all.delete(connection)
    if (this.turns !== null) this.sendPaced(this.turns, now)
    else if (this.schedule === null) this.fillClosed(now)
    else if (now >= this.start) this.sendDue(now)
  }

  private give(connection: Line, intendedAt: number): void {
    this.next++
    this.busy++
    this.schedule?.forgetBefore(this.next)
    connection.send(intendedAt)
    this.lastSendAt = connection.sentAt
    this.recorderOf(intendedAt).sending(connection.sentAt - intendedAt)
  }

  /** An attempt to open that failed takes the request with it that waited for it; before the start there is none. */
  private failOpening(connection: Line, now: number, kind: string): void {
    this.backOffMs = Math.min(longestBackOffMs, Math.max(firstBackOffMs, this.backOffMs * 2))
    this.reopenAt = now + this.backOffMs
    if (now < this.start || now >= this.end + graceMs) return
    if (this.schedule !== null && this.next >= this.dispatched) return
    if (this.turns !== null) {
      if (this.turns.earliest > now) return
      this.turns.take()
      this.turns.add(now + this.betweenTurnsMs)
    }
    const intendedAt =
      this.schedule === null ? connection.openedAt : this.start + this.schedule.dueMs(this.next)
    this.next++
    const recorder = this.recorderOf(intendedAt)
    recorder.sending(now - intendedAt)
    recorder.failed(kind, now - intendedAt, now - connection.openedAt)
  }

  private notice(now: number): void {
    const schedule = this.schedule!
    const due = schedule.countBy(Math.min(now, this.end) - this.start)
    while (this.dispatched < due) {
      const intendedAt = this.start + schedule.dueMs(this.dispatched)
      this.recorderOf(intendedAt).dispatched(now - intendedAt)
      this.dispatched++
      if (intendedAt < this.measuredFrom) this.warmed = this.dispatched
    }
  }

  private sendDue(now: number): void {
    this.notice(now)
    if (!this.mayCatchUp(now)) return
    while (this.next < this.dispatched) {
      const connection = this.idle.pop()
      if (connection === undefined) break
      this.give(connection, this.start + this.schedule!.dueMs(this.next))
    }
    const waiting = this.dispatched - this.next
    if (waiting === 0) return
    if (this.cap === this.all.size && this.cappedSince === 0) this.cappedSince = now
    this.openForWaiting()
    if (this.shot.skipsMissed) this.skip(waiting - this.opening)
  }

  /**
   * One connection for each that waits, and no second one. Those that are being opened for others do not count: one
   * that hangs would hold up a request after another.
   */
  private openForWaiting(): void {
    const from = Math.max(this.next, this.openedFor)
    const more = Math.min(this.dispatched - from, this.cap - this.all.size)
    this.openedFor = from + more
    for (let n = more; n > 0; n--) this.openOne()
  }

  /** The oldest go: what waits for a connection that is being opened is as fresh as can be. */
  private skip(count: number): void {
    if (count <= 0) return
    const from = Math.max(this.next, this.warmed)
    this.next += count
    this.skipped += Math.max(0, this.next - from)
    this.schedule?.forgetBefore(this.next)
  }

  private mayCatchUp(now: number): boolean {
    return now < Math.min(this.end + graceMs, this.stoppedAt)
  }

  private hasWaiting(now: number): boolean {
    return this.schedule !== null && this.next < this.dispatched && this.mayCatchUp(now)
  }

  private fillClosed(now: number): void {
    if (now < this.start || now >= this.end) return
    while (this.idle.length > 0) this.give(this.idle.pop()!, now)
    if (now < this.reopenAt) return
    for (let more = this.cap - this.all.size; more > 0; more--) this.openOne()
  }

  /** Connections take turns; where none is free at a turn, one of those that went is opened again. */
  private sendPaced(turns: Turns, now: number): void {
    if (now < this.start || now >= this.end) return
    while (turns.earliest <= now && this.idle.length > 0) {
      const dueAt = turns.take()
      this.recorderOf(now).dispatched(now - dueAt)
      const connection = this.idle.shift()!
      this.taken.set(connection, dueAt)
      this.give(connection, now)
    }
    if (now < this.reopenAt) return
    const room = this.cap - this.all.size
    for (let more = turns.countBy(now, room + this.opening) - this.opening; more > 0; more--) this.openOne()
  }

  /** The next one is an interval after the one before, or now where the answer took longer. */
  private endTurn(connection: Line, now: number): void {
    const turnAt = this.taken.get(connection)
    if (turnAt === undefined) return
    this.taken.delete(connection)
    this.turns?.add(Math.max(now, turnAt + this.betweenTurnsMs))
  }

  private openOne(): void {
    this.opening++
    const { http2 } = this.shot
    this.all.add(
      http2 === null
        ? new Connection(this.shot, this.dial(), this)
        : new Http2Lane(http2, this.sessions, this),
    )
  }

  /** Ends what has waited for longer than the timeout. */
  private sweep(now: number): void {
    const { timeoutMs } = this.shot
    this.nextSweep = now + Math.min(50, timeoutMs / 20)
    for (const connection of [...this.all]) {
      const since = connection.state === 'opening' ? connection.openedAt : connection.sentAt
      const waits = connection.state === 'opening' || connection.state === 'busy'
      if (waits && now - since >= timeoutMs) connection.abort('timeout')
    }
  }
}
