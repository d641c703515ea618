import { expect, it } from 'vitest'
import { bandFromMs, heatOf } from '#shared/flight/heat.ts'
import { Histogram } from '#shared/flight/histogram.ts'
import type { FlightSlice } from '#shared/model/flight.ts'
import { heatMap } from '../../../../renderer/features/flights/heat-facts.ts'

function heat(...ms: number[]): number[] {
  const histogram = new Histogram()
  for (const one of ms) histogram.record(one * 1e6)
  return heatOf(histogram)
}

const nothing = { p50: null, p75: null, p90: null, p99: null, p999: null, max: null }
const slice = (atMs: number, bands?: number[]): FlightSlice => ({
  atMs,
  lengthMs: 250,
  sent: 1,
  done: 1,
  inFlight: 0,
  bytes: 0,
  codes: {},
  errors: {},
  response: nothing,
  lagP50: null,
  ...(bands === undefined ? {} : { heat: bands }),
})

it('cuts a histogram into bands of a quarter octave, every answer in one', () => {
  const bands = heat(1, 1.01, 4, 1000, 1001)
  expect(bands.filter((_, at) => at % 2 === 1)).toEqual([2, 1, 2])
  const [first = 0, , second = 0, , third = 0] = bands
  for (const [band, ms] of [
    [first, 1],
    [second, 4],
    [third, 1000],
  ] as const) {
    expect(bandFromMs(band)).toBeLessThanOrEqual(ms)
    expect(bandFromMs(band + 1)).toBeGreaterThan(ms)
    expect(bandFromMs(band + 1) / bandFromMs(band)).toBeLessThanOrEqual(1.26)
  }
  expect(second - first).toBe(8)
  expect(heat()).toEqual([])
})

it('puts quick answers below, slow ones above, and the most into the strongest shade', () => {
  const map = heatMap([slice(0, heat(1, 1, 1, 1, 1, 1, 1, 1)), slice(250, heat(8))], 1000)
  expect(map?.paths.at(-1)).toBe('M0.0 100.00H250.0V92.31H0.0Z')
  expect(map?.paths.filter((path) => path !== '')).toContain('M250.0 7.69H500.0V0.00H250.0Z')
  expect(map?.fromMs).toBeLessThanOrEqual(1)
  expect(map?.toMs).toBeGreaterThan(8)
})

it('is not there for runs that do not know their bands', () => {
  expect(heatMap([], 1000)).toBeNull()
  expect(heatMap([slice(0)], 1000)).toBeNull()
})

it('stays small for long flights', () => {
  const slices = Array.from({ length: 4800 }, (_, at) => slice(at * 250, heat(1, 2, 4)))
  const cells = heatMap(slices, 1_200_000)?.paths.join('').match(/M/g) ?? []
  expect(cells.length).toBeLessThanOrEqual(160 * 3)
})
