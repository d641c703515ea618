/** A sender between connections that open and answer as a test says, on a clock of its own that moves by milliseconds. */
import type { Line } from '#main/flight/engine/connection.ts'
import type { Lines, Sender } from '#main/flight/engine/sender.ts'

export interface Behaviour {
  readonly cap: number
  readonly endMs: number
  /** How long each attempt takes to open; null never opens, and fails after that long where it is negative. */
  openMs?(attempt: number): number | null
  answerMs(request: number): number
  /** The connection is closed behind the answer. */
  closes?(request: number): boolean
  /** The part at the beginning that is warm-up. */
  readonly warmUpMs?: number
}

export interface Sent {
  readonly atMs: number
  readonly dueMs: number
  readonly line: number
}

interface Event {
  readonly atMs: number
  happen(): void
}

export class SimulatedFlight implements Lines {
  readonly cap: number
  readonly idle: Line[] = []
  readonly start = 0
  readonly end: number
  opening = 0
  readonly sent: Sent[] = []
  readonly failed: number[] = []
  private readonly behaviour: Behaviour
  private readonly ids = new Map<Line, number>()
  private readonly all = new Set<Line>()
  private readonly busy = new Set<Line>()
  private events: Event[] = []
  private now = 0
  private attempts = 0
  private sender: Sender | undefined

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour
    this.cap = behaviour.cap
    this.end = behaviour.endMs
  }

  fly(sender: Sender, untilMs = this.end + 1000): this {
    this.sender = sender
    this.open(Math.min(this.cap, sender.beforehand))
    sender.begin?.()
    for (this.now = 0; this.now <= untilMs; this.now++) {
      const due = this.events.filter(({ atMs }) => atMs <= this.now)
      this.events = this.events.filter(({ atMs }) => atMs > this.now)
      for (const event of due) event.happen()
      sender.look(this.now)
    }
    return this
  }

  get room(): number {
    return this.cap - this.all.size
  }

  get connections(): number {
    return this.ids.size
  }

  mayCatchUp(now: number): boolean {
    return now < this.end + 1000
  }

  mayReopen(): boolean {
    return true
  }

  noticed(): void {
    // Nothing is counted.
  }

  isWarmUp(dueAt: number): boolean {
    return dueAt < (this.behaviour.warmUpMs ?? 0)
  }

  open(count: number): void {
    for (let n = 0; n < count; n++) this.openOne()
  }

  give(line: Line, dueMs: number): void {
    if (this.busy.has(line) || !this.all.has(line))
      throw new Error('a connection that is not free got a request')
    this.busy.add(line)
    const request = this.sent.push({ atMs: this.now, dueMs, line: this.ids.get(line) ?? -1 })
    this.after(this.behaviour.answerMs(request), () => {
      this.busy.delete(line)
      this.sender?.ended?.(line, this.now)
      if (this.behaviour.closes?.(request) === true) this.lose(line)
      else this.sender?.free(line, this.now)
    })
  }

  private openOne(): void {
    if (this.room <= 0) throw new Error('more connections than the cap allows')
    const line = lineAt(this.now)
    this.ids.set(line, this.ids.size + 1)
    this.all.add(line)
    this.opening++
    const takes = this.behaviour.openMs?.(++this.attempts) ?? (this.behaviour.openMs === undefined ? 0 : null)
    if (takes === null) return
    this.after(Math.abs(takes), () => {
      this.opening--
      if (takes >= 0) return this.sender?.free(line, this.now)
      if (this.sender?.fails(line, this.now) !== undefined) this.failed.push(this.now)
      return this.lose(line)
    })
  }

  private lose(line: Line): void {
    this.all.delete(line)
    this.sender?.lost(this.now)
  }

  private after(ms: number, happen: () => void): void {
    this.events.push({ atMs: this.now + ms, happen })
  }
}

function lineAt(openedAt: number): Line {
  return {
    state: 'opening',
    openedAt,
    intendedAt: 0,
    sentAt: 0,
    connectMs: null,
    peer: '',
    reply: { status: 200, bodyBytes: 0, headBytes: 0 },
    send: () => undefined,
    abort: () => undefined,
  }
}
