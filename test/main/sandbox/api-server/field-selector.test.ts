import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldMatcher, parseFieldSelector } from '../../../../main/sandbox/api-server/field-selector.ts'
import { textAt } from '../../../../main/sandbox/api-server/fields.ts'

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop' },
  status: { phase: 'Running' },
}

describe('a field selector', () => {
  it.each([
    ['', true],
    ['metadata.name=web-1', true],
    ['metadata.name==web-1,status.phase!=Running', false],
    ['spec.nodeName=', true],
    [',status.phase=Running,,metadata.namespace=shop,', true],
  ])('%j matches: %s', (selector, matches) => {
    const matcher = fieldMatcher(parseFieldSelector(selector), (object, label) =>
      textAt(object, ...label.split('.')),
    )
    expect(matcher(pod)).toBe(matches)
  })

  it.each([
    ['nonsense', "invalid selector: 'nonsense'; can't understand 'nonsense'"],
    ['a=b,nonsense', "invalid selector: 'a=b,nonsense'; can't understand 'nonsense'"],
    ['a===x', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
    ['a=\\', 'invalid field selector: invalid escape sequence: \\'],
  ])('%j is refused as a real server does', (selector, message) => {
    expect(() => parseFieldSelector(selector)).toThrow(message)
  })

  it('gives back any value that is escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\\', ',', '=', '!', ' ', 'é') }), (value) => {
        const escaped = value.replaceAll(/[\\,=]/g, '\\$&')
        expect(parseFieldSelector(`a!=${escaped},b=`)).toEqual([
          { field: 'a', isNegated: true, value },
          { field: 'b', isNegated: false, value: '' },
        ])
      }),
    )
  })
})
