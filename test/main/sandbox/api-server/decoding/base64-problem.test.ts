import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64Problem } from '../../../../../main/sandbox/api-server/decoding/base64-problem.ts'

describe('base64', () => {
  it.each([
    ['a', 0],
    ['YWI', 0],
    ['YQ=', 3],
    ['YQ===', 4],
    ['YW$I', 2],
    ['=', 0],
    ['YQ==YQ==', 4],
    ['YQ=x', 2],
    ['YWJjZ', 4],
  ])('%j ends to be it at %i', (text, at) => {
    expect(base64Problem(text)).toBe(at)
  })

  it('is what Buffer writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(base64Problem(Buffer.from(bytes).toString('base64'))).toBeUndefined()
      }),
    )
  })
})
