import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SampleColumn } from '../../../../main/sandbox/prometheus/sample-column.ts'
import { SeriesStore, sandboxResolutions } from '../../../../main/sandbox/prometheus/series-store.ts'
import { createMatcher, type MatchOp } from '../../../../main/sandbox/promql/matcher.ts'

const hourMs = 3_600_000

describe('the samples of a series', () => {
  it('stay bounded at a scrape each second, dense where it is recent', () => {
    const column = new SampleColumn(hourMs, sandboxResolutions)
    for (let second = 0; second <= 3 * 3600; second++) column.append(second * 1000, second)
    const ages = column.times.map((time) => 3 * hourMs - time)
    expect(ages.filter((age) => age <= 300_000)).toHaveLength(301)
    expect(ages.filter((age) => age <= 900_000).length).toBeGreaterThanOrEqual(301 + 120)
    expect(column.times.length).toBeLessThanOrEqual(1024)
    expect(Math.max(...ages)).toBeGreaterThan(hourMs * 0.99)
    expect(Math.max(...ages)).toBeLessThan(hourMs * 1.1)
    expect(column.values.at(-1)).toBe(3 * 3600)
  })

  it('never has a gap beyond its resolution, and keeps its order', () => {
    const column = new SampleColumn(hourMs, sandboxResolutions)
    for (let second = 0; second <= 5000; second++) column.append(second * 1000 + (second % 3), second)
    for (let i = 1; i < column.times.length; i++) {
      const distance = (column.times[i] as number) - (column.times[i - 1] as number)
      expect(distance).toBeGreaterThan(0)
      expect(distance).toBeLessThanOrEqual(20_000)
    }
  })

  it('leave out what is not newer', () => {
    const column = new SampleColumn(hourMs, [])
    for (const time of [10, 20, 20, 15]) column.append(time, time)
    expect(column.times).toEqual([10, 20])
  })
})

describe('selecting', () => {
  const store = () => new SeriesStore({ retentionMs: hourMs, resolutions: [] })

  it('gives what every matcher takes, whichever way it finds them', () => {
    const label = fc.constantFrom('a', 'b', 'c')
    const value = fc.constantFrom('', 'x', 'y', 'z', 'xy')
    const labels = fc.dictionary(label, value, { maxKeys: 3 })
    const pattern = fc.constantFrom('', 'x', 'x|y', 'x.*', '.+', '.*', '[yz]', '|x')
    const matcher = fc
      .tuple(label, fc.constantFrom<MatchOp>('=', '!=', '=~', '!~'), pattern)
      .map(([name, op, text]) => createMatcher(name, op, text))
    fc.assert(
      fc.property(
        fc.array(labels, { maxLength: 12 }),
        fc.array(matcher, { minLength: 1, maxLength: 4 }),
        (sets, matchers) => {
          const own = store()
          const all = new Set(sets.map((set) => own.series({ ...set, __name__: 'm' })))
          for (const series of all) series.append(1, 1)
          const wanted = [...all].filter((series) =>
            matchers.every((one) => one.matches(series.bare[one.label] ?? '')),
          )
          expect(new Set(own.select(matchers).map(({ labels }) => labels.values))).toEqual(
            new Set(wanted.map(({ bare }) => bare)),
          )
        },
      ),
    )
  })

  it('forgets series of which nothing is left', () => {
    const own = store()
    own.series({ __name__: 'old', app: 'a' }).append(0, 1)
    own.series({ __name__: 'new' }).append(hourMs, 1)
    own.expire(hourMs + 1)
    expect(own.size).toBe(1)
    expect(own.labelNames()).toEqual(['__name__'])
    expect(own.labelValues('__name__')).toEqual(['new'])
    expect(own.select([createMatcher('__name__', '=', 'old')])).toEqual([])
  })
})
