import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../../../main/sandbox/api-server/api-error.ts'
import {
  parseApply,
  parseObject,
  parseOptions,
  parsePatch,
  parseYamlObject,
} from '../../../../../main/sandbox/api-server/decoding/parse-body.ts'

const bad = (message: string) => new ApiError(400, 'BadRequest', message, null)
const start = 'the object provided is unrecognized (must be of type ConfigMap): '
const identity =
  'Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

describe('an object', () => {
  it('is what stands in JSON, and nothing is an object', () => {
    expect(parseObject('{"kind":"ConfigMap"}', 'ConfigMap').value).toEqual({ kind: 'ConfigMap' })
    expect(parseObject('null', 'ConfigMap').value).toEqual({})
  })

  it.each([
    ['{"kind":', 'couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"kind":)'],
    ['', "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)"],
    [
      '[]',
      `couldn't get version/kind; json parse error: json: cannot unmarshal array into ${identity} (5b5d)`,
    ],
    [
      '{"kind":1,"apiVersion":"apps/v1","metadata":{}}',
      'couldn\'t get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"kind":1,"apiVersion":"apps/v ...)',
    ],
    ['{"apiVersion":"a/b/c"}', 'unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c"})'],
  ])('%j is none', (text, why) => {
    expect(() => parseObject(text, 'ConfigMap')).toThrow(bad(`${start}${why}`))
  })

  it('in YAML is read the same', () => {
    expect(parseYamlObject('kind: ConfigMap\ndata: {a: "1"}\n', 'ConfigMap').value).toEqual({
      kind: 'ConfigMap',
      data: { a: '1' },
    })
    expect(() => parseYamlObject('a: b: c', 'ConfigMap')).toThrow(/yaml: line 1: .* \(613a20623a2063\)$/)
    expect(() => parseYamlObject('a: *b', 'ConfigMap')).toThrow(/yaml: /)
  })

  it.each([parseObject, parseYamlObject])(
    'too deep, or with a field that would get lost, is refused',
    (read) => {
      const deep = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
      expect(() => read(deep, 'ConfigMap')).toThrow(/exceeded max depth/)
      const lost = '{"data":{"__proto__":"1"}}'
      expect(() => read(lost, 'ConfigMap')).toThrow(/the sandbox cannot keep a field named __proto__/)
    },
  )

  it('in YAML is held to the same, and contains no anchor within itself', () => {
    expect(() => parseYamlObject('data:\n  __proto__: "1"\n', 'ConfigMap')).toThrow(/named __proto__/)
    expect(() => parseYamlObject('a: &a [*a]\n', 'ConfigMap')).toThrow(/contains itself/)
  })

  it('in YAML tells keys that are said twice', () => {
    const { value, said } = parseYamlObject('a: {x: 1, x: 2}\nb: 1\nb: 2\n', 'ConfigMap')
    expect(value).toEqual({ a: { x: 2 }, b: 2 })
    expect(said.repeated).toBe(
      'yaml: unmarshal errors:\n  line 1: key "x" already set in map\n  line 3: key "b" already set in map',
    )
  })

  it('in any text is read or refused as a bad request', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const read of [parseObject, parseYamlObject])
          try {
            read(text, 'ConfigMap')
          } catch (error) {
            expect(error).toMatchObject({ status: 400, reason: 'BadRequest' })
          }
      }),
    )
  })
})

describe('a patch', () => {
  it.each([
    [
      '[]',
      'merge',
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    ['{', 'merge', 'error decoding patch: unexpected end of JSON input'],
    ['null', 'merge', 'Invalid JSON Patch'],
    ['{', 'strategic', 'unexpected end of JSON input'],
    ['[]', 'strategic', 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    [
      '{}',
      'json',
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    ],
    [
      '[1]',
      'json',
      'error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp',
    ],
  ] as const)('%j is none of type %s', (text, type, message) => {
    expect(() => parsePatch(text, type)).toThrow(bad(message))
  })

  it('of an apply is YAML or JSON', () => {
    expect(parseApply('a: 1').value).toEqual({ a: 1 })
    expect(parseApply('').value).toEqual({})
    expect(() => parseApply('[]')).toThrow(/while decoding JSON: json: cannot unmarshal array into Go value/)
    expect(() => parseApply('a: b: c')).toThrow(/^error decoding YAML: error converting YAML to JSON: yaml: /)
  })
})

it('options of a DELETE are refused without the name of a type', () => {
  expect(() => parseOptions('{')).toThrow(
    bad("couldn't get version/kind; json parse error: unexpected end of JSON input"),
  )
})
