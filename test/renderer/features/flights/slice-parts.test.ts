import { describe, expect, it } from 'vitest'
import type { FlightSlice } from '#shared/model/flight.ts'
import { calmParts, sliceParts } from '../../../../renderer/features/flights/slice-parts.ts'
import { flightSlice } from '../../../conformance/fake-data.ts'

/** One after the other, each as long as is said. */
function lasting(...lengthsMs: readonly number[]): FlightSlice[] {
  let atMs = 0
  return lengthsMs.map((lengthMs) => {
    const slice = { ...flightSlice(atMs), atMs, lengthMs }
    atMs += lengthMs
    return slice
  })
}
const times = (count: number, lengthMs: number) => Array.from({ length: count }, () => lengthMs)
const limits = { most: 100, calmFrom: 24 }
const lengths = (parts: readonly (readonly FlightSlice[])[]) =>
  parts.map((part) => part.reduce((sum, { lengthMs }) => sum + lengthMs, 0))

describe('parts of a flight', () => {
  it('are its slices while there are few', () => {
    expect(lengths(sliceParts(lasting(...times(5, 250)), limits))).toEqual(times(5, 250))
    expect(sliceParts([], limits)).toEqual([])
  })

  it('last a second where there are more, also when slices are a little short', () => {
    expect(lengths(sliceParts(lasting(...times(24, 249)), limits))).toEqual(times(6, 996))
  })

  it('are equally long although older slices have been joined', () => {
    // Of 1100 s the newest 100 s are in quarter seconds: 400 slices after 50.
    const parts = lengths(sliceParts(lasting(...times(50, 20_000), ...times(400, 250)), limits))
    expect(parts).toEqual([...times(50, 20_000), ...times(9, 11_000), 1000])
  })

  it('are never more than said, and leave no slice out', () => {
    const slices = lasting(...times(2400, 8000), ...times(2400, 250))
    const parts = sliceParts(slices, limits)
    expect(parts.length).toBeLessThanOrEqual(limits.most + 1)
    expect(parts.flat()).toEqual(slices)
  })

  it('end before what is too short for a point, not before the last minutes of a long flight', () => {
    expect(lengths(calmParts(lasting(...times(26, 250)), limits))).toEqual(times(6, 1000))
    expect(lengths(calmParts(lasting(...times(100, 60_000), 250, 250), limits)).at(-1)).toBe(60_000)
    expect(lengths(calmParts(lasting(...times(100, 60_000), ...times(5, 250)), limits)).at(-1)).toBe(1250)
    expect(lengths(calmParts(lasting(250), limits))).toEqual([250])
    expect(calmParts([], limits)).toEqual([])
  })
})
