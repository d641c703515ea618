import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../../main/sandbox/api-server/api-error.ts'
import { labelMatcher } from '../../../../main/sandbox/api-server/label-selector.ts'

const labelled = (labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', labels },
})
const pod = labelled({ app: 'web', version: 'v2', 'a.b/c': '', weight: '30', in: 'notin' })

describe('a label selector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,version!=v1', true],
    [' app = web , version != v1 ', true],
    ['app!=web', false],
    ['other!=web', true],
    ['version in (v1, v2)', true],
    ['version notin (v1,v2)', false],
    ['other notin (x)', true],
    ['app', true],
    ['!app', false],
    ['! other,app in (web),version=v2', true],
    ['a.b/c', true],
    ['a.b/c=', true],
    ['a.b/c in ()', true],
    ['a.b/c in (,x)', true],
    ['in in (notin)', true],
    ['weight>29,weight<31', true],
    ['weight>30', false],
    ['weight<30', false],
    ['app>1', false],
    ['other<1', false],
  ])('%j matches: %s', (selector, matches) => {
    expect(labelMatcher(selector)(pod)).toBe(matches)
  })

  it.each([
    ['app===one', "unable to parse requirement: found '=', expected: identifier"],
    ['app in one', "unable to parse requirement: found 'one' expected: '('"],
    ['app in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
    ['a in (=)', "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['=x', "found '=', expected: !, identifier, or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    ['a,,b', "found ',', expected: identifier after ','"],
    ['!!a', "unable to parse requirement: found '!', expected: identifier"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['app=one two', "found 'two', expected: ',' or 'end of string'"],
    [
      'app>',
      "unable to parse requirement: values[0]: Invalid value: \"\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ])('%j is refused as a real server does', (selector, message) => {
    expect(() => labelMatcher(selector)).toThrow(new ApiError(400, 'BadRequest', message, null))
  })

  it.each([
    ['-a=b', 'unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of'],
    ['app=a/b', 'unable to parse requirement: values[0][app]: Invalid value: "a/b": a valid label must be'],
    ['a in (-b,-c)', 'unable to parse requirement: [values[0][a]: Invalid value: "-b": a valid'],
  ])('%j names no label', (selector, message) => {
    expect(() => labelMatcher(selector)).toThrow(message)
  })
})

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/)
const space = fc.constantFrom('', ' ', '  ', '\t')

describe('any text', () => {
  it('is read or refused as a bad request', () => {
    const alphabet = fc.constantFrom(
      'a',
      'in',
      'notin',
      '=',
      '==',
      '!=',
      '!',
      '(',
      ')',
      ',',
      '>',
      '<',
      '5',
      ' ',
      '-',
    )
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 12 }), (parts) => {
        try {
          labelMatcher(parts.join(''))(pod)
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
          expect((error as ApiError).status).toBe(400)
        }
      }),
    )
  })

  it('that names a set is met by its members and by nothing else', () => {
    fc.assert(
      fc.property(name, fc.array(name, { minLength: 1 }), name, space, (key, values, value, gap) => {
        const text = `${gap}${key} in (${values.join(`${gap},${gap}`)})${gap}`
        expect(labelMatcher(text)(labelled({ [key]: value }))).toBe(values.includes(value))
        expect(labelMatcher(text.replace(' in ', ' notin '))(labelled({ [key]: value }))).toBe(
          !values.includes(value),
        )
      }),
    )
  })
})
