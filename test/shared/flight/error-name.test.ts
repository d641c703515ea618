import { expect, it } from 'vitest'
import { errorName } from '#shared/flight/error-name.ts'

it('says a kind in words, where the kind does not', () => {
  expect(errorName('closed')).toBe('the connection ended before the answer')
  expect(errorName('certificate expired')).toBeNull()
})
