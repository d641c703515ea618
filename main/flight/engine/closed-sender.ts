/** The closed model as fast as it goes: every connection sends again after its answer. */
import type { Line } from './connection.ts'
import type { Lines, Sender } from './sender.ts'

/** Answers drive the sending; looking only mends what broke. */
const lookMs = 10

export class ClosedSender implements Sender {
  private readonly lines: Lines

  constructor(lines: Lines) {
    this.lines = lines
  }

  get beforehand(): number {
    return this.lines.cap
  }

  look(now: number): number {
    this.lost(now)
    return lookMs
  }

  free(line: Line, now: number): void {
    const { lines } = this
    if (now >= lines.start && now < lines.end) lines.give(line, now)
    else lines.idle.push(line)
  }

  lost(now: number): void {
    const { lines } = this
    if (now < lines.start || now >= lines.end) return
    for (let line = lines.idle.pop(); line !== undefined; line = lines.idle.pop()) lines.give(line, now)
    if (lines.mayReopen(now)) lines.open(lines.room)
  }

  fails(line: Line): number {
    return line.openedAt
  }
}
