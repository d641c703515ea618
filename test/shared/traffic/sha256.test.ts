import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sha256 } from '#shared/traffic/sha256.ts'

const theirs = (text: string) => createHash('sha256').update(text).digest('hex')

it('is what node:crypto says, for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(sha256(text)).toBe(theirs(text))
    }),
  )
})

it.each([55, 56, 63, 64, 119, 120])('pads %i bytes as it should', (length) => {
  expect(sha256('x'.repeat(length))).toBe(theirs('x'.repeat(length)))
})

it('writes half of a surrogate pair as U+FFFD', () => {
  expect(sha256('a\ud800b')).toBe(theirs('a\ud800b'))
})
