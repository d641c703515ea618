import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SliceQueues } from '#main/flight/engine/slice-queues.ts'

const quartersOf = (groups: readonly (readonly { quarter: number }[])[] | undefined) =>
  groups?.map((slices) => slices.map(({ quarter }) => quarter))

describe('the slices of several threads', () => {
  it('come together quarter by quarter, when the last thread has sent its own', () => {
    const queues = new SliceQueues<{ quarter: number }>(2)
    queues.add(0, { quarter: 1 })
    queues.add(0, { quarter: 2 })
    expect(queues.next()).toBeUndefined()
    queues.add(1, { quarter: 1 })
    expect(quartersOf(queues.next())).toEqual([[1], [1]])
    expect(queues.next()).toBeUndefined()
  })

  it('wait for a thread that was held up, and go with its one slice', () => {
    const queues = new SliceQueues<{ quarter: number }>(2)
    for (const quarter of [1, 2, 3, 4]) queues.add(0, { quarter })
    queues.add(1, { quarter: 3 })
    expect(quartersOf(queues.next())).toEqual([[1, 2, 3], [3]])
    queues.add(1, { quarter: 4 })
    expect(quartersOf(queues.next())).toEqual([[4], [4]])
  })

  it('do not wait for a thread that has ended', () => {
    const queues = new SliceQueues<{ quarter: number }>(2)
    queues.add(0, { quarter: 1 })
    queues.end(0)
    for (const quarter of [1, 2]) queues.add(1, { quarter })
    expect(quartersOf(queues.next())).toEqual([[1], [1]])
    expect(quartersOf(queues.next())).toEqual([[], [2]])
    queues.end(1)
    expect(queues.next()).toBeUndefined()
  })

  /** Of each thread, how many quarters each of its slices takes. */
  const anySteps = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 30 }), {
    minLength: 1,
    maxLength: 4,
  })

  it('whatever holds them up, each goes once and in order, and none overlaps with another sum', () => {
    fc.assert(
      fc.property(anySteps, fc.infiniteStream(fc.nat(3)), (steps, turns) => {
        const queues = new SliceQueues<{ quarter: number; from: number }>(steps.length)
        const left = steps.map((lengths) => {
          let from = 0
          return lengths.map((length) => {
            const slice = { from, quarter: from + length }
            from += length
            return slice
          })
        })
        const sent = left.map((slices) => [...slices])
        const got: { quarter: number; from: number }[][] = steps.map(() => [])
        let end = 0
        const drain = () => {
          for (let groups = queues.next(); groups !== undefined; groups = queues.next()) {
            const all = groups.flat()
            expect(all.every(({ from }) => from >= end)).toBe(true)
            end = Math.max(...all.map(({ quarter }) => quarter))
            for (const [part, slices] of groups.entries()) got[part]!.push(...slices)
          }
        }
        while (left.some((slices) => slices.length > 0)) {
          const part = turns.next().value! % left.length
          const slice = left[part]!.shift()
          if (slice === undefined) queues.end(part)
          else queues.add(part, slice)
          drain()
        }
        for (const part of left.keys()) queues.end(part)
        drain()
        expect(got).toEqual(sent)
      }),
    )
  })
})
