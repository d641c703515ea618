/** What the live view remembers of a flight: its newest slice, and a row for each of the last seconds. */
import type { FlightSlice } from '#shared/model/flight.ts'

interface LiveSecond {
  /** Since the start of the flight. */
  readonly second: number
  /** The slowest slice's; null where no answer came. */
  readonly p99Ms: number | null
  /** Per second. */
  readonly sent: number
  readonly bytes: number
  readonly asked: number | null
}

export interface LiveHistory {
  add(slices: readonly FlightSlice[]): void
  newest(): FlightSlice | undefined
  /** Oldest first; the last one may not be over yet. */
  seconds(): readonly LiveSecond[]
}

/** No terminal is wider. */
const mostSeconds = 600

export function createLiveHistory(): LiveHistory {
  let newest: FlightSlice | undefined
  const parts = new Map<number, FlightSlice[]>()
  return {
    add(slices) {
      for (const slice of slices) {
        const second = Math.floor(slice.atMs / 1000)
        parts.set(second, [...(parts.get(second) ?? []), slice])
        newest = slice
      }
      for (const second of parts.keys()) {
        if (parts.size <= mostSeconds) break
        parts.delete(second)
      }
    },
    newest: () => newest,
    seconds: () => [...parts].map(([second, slices]) => secondOf(second, slices)),
  }
}

function secondOf(second: number, slices: readonly FlightSlice[]): LiveSecond {
  const lengthMs = sum(slices.map((slice) => slice.lengthMs))
  const perSecond = (count: number) => (lengthMs > 0 ? (1000 * count) / lengthMs : 0)
  const slowest = slices.map((slice) => slice.response.p99).filter((ms) => ms !== null)
  const asked = slices.map((slice) => slice.asked).filter((rate) => rate !== undefined)
  return {
    second,
    p99Ms: slowest.length === 0 ? null : Math.max(...slowest),
    sent: perSecond(sum(slices.map((slice) => slice.sent))),
    bytes: perSecond(sum(slices.map((slice) => slice.bytes))),
    asked: asked.length === 0 ? null : sum(asked) / asked.length,
  }
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)
