/**
 * The closed model at a pace: each connection has a turn in each interval. A turn comes again an interval later, or with
 * the answer to what was sent, whichever is later; what was missed in between is not caught up.
 */
import type { Line } from './connection.ts'
import type { Lines, Sender } from './sender.ts'
import { Turns } from './turns.ts'

/** What broke is mended at least that often. */
const longestLookMs = 10

export interface Pace {
  /** Requests per second, over all threads. */
  readonly rate: number
  /** Of all threads. */
  readonly connections: number
  readonly part: number
  readonly of: number
}

export class PacedSender implements Sender {
  private readonly lines: Lines
  private readonly pace: Pace
  private readonly intervalMs: number
  /** One for each connection that has no request. */
  private readonly turns = new Turns()
  /** When the turn was of those that have one. */
  private readonly taken = new Map<Line, number>()

  constructor(lines: Lines, pace: Pace) {
    this.lines = lines
    this.pace = pace
    this.intervalMs = (1000 * pace.connections) / pace.rate
  }

  get beforehand(): number {
    return this.lines.cap
  }

  /** The first turns of all connections, of all threads, are spread over one interval. */
  begin(): void {
    const { part, of, connections } = this.pace
    for (let n = part; n < connections; n += of) {
      this.turns.add(this.lines.start + (n * this.intervalMs) / connections)
    }
  }

  look(now: number): number {
    this.lost(now)
    return Math.min(longestLookMs, this.turns.earliest - now)
  }

  free(line: Line, now: number): void {
    this.lines.idle.push(line)
    this.lost(now)
  }

  ended(line: Line, now: number): void {
    const turnAt = this.taken.get(line) ?? now
    this.taken.delete(line)
    this.turns.add(Math.max(now, turnAt + this.intervalMs))
  }

  /** Connections take turns; where none is free at a turn, one of those that went is opened again. */
  lost(now: number): void {
    const { lines, turns } = this
    if (now < lines.start || now >= lines.end) return
    while (turns.earliest <= now) {
      const line = lines.idle.shift()
      if (line === undefined) break
      const turnAt = turns.take()
      this.taken.set(line, turnAt)
      lines.noticed(turnAt, now)
      lines.give(line, now)
    }
    if (!lines.mayReopen(now)) return
    const { room, opening } = lines
    lines.open(turns.countBy(now, room + opening) - opening)
  }

  fails(line: Line, now: number): number | undefined {
    if (this.turns.earliest > now) return undefined
    this.turns.take()
    this.turns.add(now + this.intervalMs)
    return line.openedAt
  }
}
