import { describe, expect, it } from 'vitest'
import { endsHeader, hasControls, headerFormatProblem } from '#main/sandbox/header-format.ts'

describe('the value of a header that a route sets', () => {
  it.each([
    '',
    'foo',
    '%HOSTNAME%',
    '100%%',
    'prefix %HOSTNAME% suffix',
    '%START_TIME(%Y-%m-%d)%',
    '%UPSTREAM_METADATA(["ns", "key"])%',
    '%A%%B%',
  ])('%s is taken', (value) => {
    expect(headerFormatProblem(value)).toBeUndefined()
  })

  it.each(['abc%123', '%START_TIME%%', '%', '50%', '%REQ(a)', '%UPSTREAM_METADATA(["a)%'])(
    '%s is refused',
    (value) => {
      expect(headerFormatProblem(value)).toMatch(/^invalid header configuration/)
    },
  )

  it('is looked at in one pass, however many variables it opens', () => {
    const open = '%REQ(a'.repeat(200_000)
    for (const value of [open, `${open})`]) expect(headerFormatProblem(value)).toBeDefined()
  })

  it('may have tabs and any letters, but no control characters', () => {
    expect(hasControls('a\tb ☃ \u0085')).toBe(false)
    expect(hasControls('a\u0001')).toBe(true)
    expect(hasControls('a\u007f')).toBe(true)
  })

  it('ends at a line break or NUL', () => {
    expect(['a', 'a\u0001'].some(endsHeader)).toBe(false)
    expect(['a\n', '\r', '\0'].every(endsHeader)).toBe(true)
  })
})
