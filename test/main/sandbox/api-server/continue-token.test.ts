import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { continueToken, readContinueToken } from '../../../../main/sandbox/api-server/continue-token.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64url')

describe('a continue token', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1 }), { nil: undefined }), fc.string(), (version, name) => {
        const at = { version, after: `shop/${name.replaceAll('\0', '')}` }
        expect(readContinueToken(continueToken(at))).toEqual(at)
      }),
    )
  })

  it.each([
    ['nonsense', "invalid character '\\u009e' looking for beginning of value"],
    ['$$$', 'illegal base64 data at input byte 0'],
    [encoded('{'), 'unexpected end of JSON input'],
    [encoded('[]'), 'json: cannot unmarshal array into Go value of type storage.continueToken'],
    [encoded('{"v":"x","rv":1,"start":"a"}'), 'server does not recognize this encoded version x'],
    [
      encoded('{"v":"meta.k8s.io/v1","rv":0,"start":"a"}'),
      'incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    ],
    [encoded('{"v":"meta.k8s.io/v1","rv":5,"start":""}'), 'encoded start key empty (version meta.k8s.io/v1)'],
  ])('%j is none', (token, why) => {
    expect(() => readContinueToken(token)).toThrow(
      `invalid continue token: continue key is not valid: ${why}`,
    )
  })
})
