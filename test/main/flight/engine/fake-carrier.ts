/** Lines that open, answer, fail and hang as a test says, on a clock that the test moves. */
import type { Carrier } from '#main/flight/engine/carrier.ts'
import type { Line, LineEvents, LineState } from '#main/flight/engine/connection.ts'

/** What becomes of the k-th attempt to open, and of the k-th request; what takes forever has no time. */
export interface Fate {
  readonly afterMs: number | null
  readonly how: 'well' | 'closes' | 'fails'
}

export interface Fates {
  opening(attempt: number): Fate
  request(sent: number): Fate
}

export class FakeCarrier implements Carrier {
  readonly openCount = undefined
  /** Intended times of all that was sent, and how many got an answer, failed, or never opened. */
  readonly intended: number[] = []
  answers = 0
  failures = 0
  opened = 0
  private readonly fates: Fates
  private readonly retireMs: number
  private attempts = 0
  private events: { atMs: number; happen(): void }[] = []
  nowMs = 0

  /** `retireMs` is how long it takes to look for what is too old. */
  constructor(fates: Fates, retireMs = 0) {
    this.fates = fates
    this.retireMs = retireMs
  }

  retire(): void {
    this.nowMs += this.retireMs
  }

  close(): void {
    this.events = []
  }

  open(events: LineEvents): Line {
    const { afterMs, how } = this.fates.opening(this.attempts++)
    const line = new FakeLine(this, events)
    this.after(afterMs, () => {
      if (line.state !== 'opening') return
      if (how === 'fails') line.fail('refused')
      else line.open()
    })
    return line
  }

  send(line: FakeLine): void {
    const { afterMs, how } = this.fates.request(this.intended.length)
    this.intended.push(line.intendedAt)
    const { sends } = line
    this.after(afterMs, () => {
      if (line.state !== 'busy' || line.sends !== sends) return
      if (how === 'fails') line.fail('reset')
      else line.answer(how === 'well')
    })
  }

  /** Everything that happens until then. */
  moveTo(ms: number): void {
    for (;;) {
      const next = this.events.reduce<number>(
        (best, event, index) => (best < 0 || event.atMs < this.events[best]!.atMs ? index : best),
        -1,
      )
      if (next < 0 || this.events[next]!.atMs > ms) break
      const [event] = this.events.splice(next, 1)
      this.nowMs = event!.atMs
      event!.happen()
    }
    this.nowMs = ms
  }

  private after(ms: number | null, happen: () => void): void {
    if (ms !== null) this.events.push({ atMs: this.nowMs + ms, happen })
  }
}

class FakeLine implements Line {
  state: LineState = 'opening'
  readonly openedAt: number
  intendedAt = 0
  sentAt = 0
  sends = 0
  connectMs: number | null = null
  readonly peer = '192.0.2.1:80'
  readonly reply = { status: 200, bodyBytes: 2, headBytes: 40 }
  private readonly carrier: FakeCarrier
  private readonly events: LineEvents

  constructor(carrier: FakeCarrier, events: LineEvents) {
    this.carrier = carrier
    this.events = events
    this.openedAt = carrier.nowMs
  }

  open(): void {
    this.state = 'idle'
    this.connectMs = this.carrier.nowMs - this.openedAt
    this.carrier.opened++
    this.events.opened(this, this.carrier.nowMs)
  }

  send(intendedAt: number, now: number): void {
    if (this.state !== 'idle') throw new Error(`a line that is ${this.state} got a request`)
    this.state = 'busy'
    this.intendedAt = intendedAt
    this.sentAt = now
    this.sends++
    this.carrier.send(this)
  }

  answer(reusable: boolean): void {
    this.state = reusable ? 'idle' : 'gone'
    this.carrier.answers++
    this.events.received(this, 42)
    this.events.answered(this, this.carrier.nowMs, reusable)
  }

  abort(kind: 'timeout' | 'closed'): void {
    this.fail(kind)
  }

  fail(kind: string): void {
    const { state } = this
    if (state === 'gone') return
    this.state = 'gone'
    if (state === 'busy') this.carrier.failures++
    if (state === 'idle') this.events.gone(this)
    else this.events.failed(this, this.carrier.nowMs, kind)
  }
}
