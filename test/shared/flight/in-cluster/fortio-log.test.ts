import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fortioResultIn, lastWords } from '#shared/flight/in-cluster/fortio-log.ts'

const said = [
  '{"ts":1764,"level":"info","msg":"Starting","url":"http://cart"}',
  'Fortio 1.75.2 running at 8 queries per second, 2->2 procs, for 5s: http://cart',
  '# target 50% 0.0012',
  'Successfully wrote 812 bytes of Json data to stdout',
]

describe('fortioResultIn', () => {
  it('finds the result wherever the lines for people have got into it', () => {
    const result = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
    const places = fc.array(fc.record({ at: fc.nat(), line: fc.constantFrom(...said) }))
    fc.assert(
      fc.property(result, places, (value, others) => {
        const lines = JSON.stringify(value, null, 2).split('\n')
        for (const { at, line } of others) lines.splice(at % (lines.length + 1), 0, line)
        expect(JSON.parse(fortioResultIn(`${lines.join('\n')}\n`) ?? '')).toEqual(
          JSON.parse(JSON.stringify(value)),
        )
      }),
    )
  })

  it.each([['', said.join('\n'), '{\n  "a": 1,\n', '{\n  "a": \n}\n']])('has none in %j', (log) => {
    expect(fortioResultIn(log)).toBeNull()
  })

  it('takes the last complete one', () => {
    expect(fortioResultIn('{\n  "a": 1\n}\n{\n  "a": 2\n}\n{\n  "a": 3\n')).toBe('{\n  "a": 2\n}')
  })
})

describe('lastWords', () => {
  it.each([
    ['', null],
    ['a\n\nAborting because of x.\n', 'Aborting because of x'],
    ['{"ts":1,"level":"crit","msg":"no such host"}\n', 'no such host'],
  ])('of %j are %j', (log, words) => expect(lastWords(log)).toBe(words))
})
