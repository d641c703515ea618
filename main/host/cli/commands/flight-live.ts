/** Who looks at a flight while it flies: a screen for people, lines of JSON for programs, or nobody. */
import { secondsOf } from '#shared/flight/plan-schedule.ts'
import type { FlightRun, FlightSlice } from '#shared/model/flight.ts'
import type { Output } from '../output.ts'
import { openTerminalScreen, type Terminal } from '../terminal-screen.ts'
import { flightScreen } from './flight-screen.ts'
import { createLiveHistory } from './live-history.ts'

export interface FlightView {
  started(run: FlightRun): void
  news(run: FlightRun, slices: readonly FlightSlice[]): void
  /** Somebody pressed Ctrl-C; the flight lands. */
  stopping(): void
  ended(run: FlightRun, fortio: () => Record<string, unknown>): void
  /** Whatever happened. */
  close(): void
}

const nothing = () => undefined
export const unseen: FlightView = {
  started: nothing,
  news: nothing,
  stopping: nothing,
  ended: nothing,
  close: nothing,
}

export function screenView(terminal: Terminal, colour: boolean, now: () => number): FlightView {
  const history = createLiveHistory()
  let run: FlightRun | undefined
  let stopping = false
  const draw = () => {
    if (run === undefined) return
    const elapsedSeconds = (now() - Date.parse(run.startedAt)) / 1000
    screen.draw(flightScreen({ run, history, elapsedSeconds, stopping, ...screen.size() }))
  }
  const screen = openTerminalScreen(terminal, colour, draw)
  const show = (newer: FlightRun) => {
    run = newer
    draw()
  }
  return {
    started: show,
    news(newer, slices) {
      history.add(slices)
      show(newer)
    },
    stopping() {
      stopping = true
      draw()
    },
    ended: nothing,
    close: screen.close,
  }
}

/** The fields are told in the help of `aviary flight run`; later versions may add some. */
export function jsonLinesView(output: Output): FlightView {
  const line = (value: Record<string, unknown>) => output.line(JSON.stringify(value))
  return {
    started({ id, url, via, startedAt, plan }) {
      line({
        type: 'start',
        id,
        url,
        via,
        startedAt,
        asked: plan.rate,
        seconds: secondsOf(plan),
        warmUp: plan.warmUpSeconds ?? 0,
      })
    },
    news(_run, slices) {
      for (const slice of slices) line(sliceLine(slice))
    },
    stopping: nothing,
    ended({ state, verdict }, fortio) {
      line({ type: 'end', state, passed: verdict?.passed ?? null, result: fortio() })
    },
    close: nothing,
  }
}

function sliceLine(slice: FlightSlice): Record<string, unknown> {
  const { p50, p90, p99, p999, max } = slice.response
  return {
    type: 'slice',
    t: (slice.atMs + slice.lengthMs) / 1000,
    seconds: slice.lengthMs / 1000,
    warmUp: slice.warmUp === true,
    asked: slice.asked ?? null,
    sent: slice.sent,
    done: slice.done,
    inFlight: slice.inFlight,
    connections: slice.connections ?? null,
    bytes: slice.bytes,
    codes: slice.codes,
    errors: slice.errors,
    p50,
    p90,
    p99,
    p999,
    max,
    lagP50: slice.lagP50,
  }
}
