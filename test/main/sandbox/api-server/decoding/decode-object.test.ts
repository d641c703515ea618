import { describe, expect, it } from 'vitest'
import { decodeObject } from '../../../../../main/sandbox/api-server/decoding/decode-object.ts'
import { parseObject } from '../../../../../main/sandbox/api-server/decoding/parse-body.ts'
import { builtInKinds, kind } from '../../../../../main/sandbox/api-server/kinds.ts'

const at = (name: string) => {
  const found = builtInKinds.find((one) => one.kind === name)
  if (found === undefined) throw new Error(`no kind ${name}`)
  return { kind: found, version: 'v1', namespace: 'shop' }
}
const ship = {
  kind: kind('sea.dev', 'v1', 'Ship', 'ships', {
    custom: true,
    definitions: {
      v1: {
        columns: [],
        schema: { type: 'object', properties: { spec: { type: 'object', properties: { tags: {} } } } },
      },
    },
  }),
  version: 'v1',
  namespace: 'shop',
}

function decode(place: typeof ship, text: string, fieldValidation: 'Strict' | 'Warn' | 'Ignore' = 'Strict') {
  const warnings: string[] = []
  const { value, said } = parseObject(text, place.kind.kind)
  const object = decodeObject(place, value, {
    manager: 'me',
    fieldValidation,
    said,
    warn: (warning) => warnings.push(warning),
  })
  return { object, warnings }
}
const configMap = (more: string) => `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}${more}}`

describe('an object of another kind', () => {
  it.each([
    [
      '{"kind":"Secret","apiVersion":"v1"}',
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    ],
    [
      '{"kind":"Secret","apiVersion":"v1","data":{"a":"$"}}',
      'Secret in version "v1" cannot be handled as a ConfigMap: illegal base64 data at input byte 0',
    ],
    [
      '{"kind":"ConfigMap","apiVersion":"v2"}',
      'ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      '{"kind":"ConfigMap","apiVersion":"apps/v1"}',
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "apps/v1" in scheme "pkg/runtime/scheme.go:111"',
    ],
  ])('%s is refused', (text, message) => {
    expect(() => decode(at('ConfigMap'), text)).toThrow(expect.objectContaining({ status: 400, message }))
  })

  it('than the custom one is not valid', () => {
    expect(() => decode(ship, '{"apiVersion":"sea.dev/v1","kind":"Boat","metadata":{"name":"x"}}')).toThrow(
      expect.objectContaining({
        status: 422,
        message: 'Boat.sea.dev "x" is invalid: kind: Invalid value: "Boat": must be Ship',
      }),
    )
  })
})

it('a value of a wrong type is refused', () => {
  expect(() => decode(at('ConfigMap'), configMap(',"data":{"a":1}'))).toThrow(
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
  )
  expect(() => decode(ship, '{"metadata":{"labels":{"a":1}}}')).toThrow(
    'Ship in version "v1" cannot be handled as a Ship: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
  )
})

describe('fields that are unknown or said twice', () => {
  const text =
    '{"x":{"q":1,"q":2},"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","name":"one","b":2},"data":{"a":"1","a":"2"},"x":1,"data":{"a":"1"},"bad":1}'
  const notes = [
    'unknown field "x"',
    'duplicate field "metadata.name"',
    'unknown field "metadata.b"',
    'duplicate field "data.a"',
    'duplicate field "data"',
    'unknown field "bad"',
  ]

  it('are refused, in the order of the text', () => {
    expect(() => decode(at('ConfigMap'), text)).toThrow(
      `ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ${notes.join(', ')}`,
    )
  })

  it('are warned about and left out', () => {
    const { object, warnings } = decode(at('ConfigMap'), text, 'Warn')
    expect(warnings).toEqual(notes)
    expect(object).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'one' },
      data: { a: '1' },
    })
  })

  it('are left out silently', () => {
    expect(decode(at('ConfigMap'), text, 'Ignore').warnings).toEqual([])
  })

  it('of a custom resource are told by its schema, and kept', () => {
    const resource = '{"metadata":{"name":"x","foo":1},"spec":{"tags":["a"],"tags":["b"],"z":1},"q":1}'
    const { object, warnings } = decode(ship, resource, 'Warn')
    expect(warnings).toEqual([
      'duplicate field "spec.tags"',
      'unknown field "metadata.foo"',
      'unknown field "q"',
      'unknown field "spec.z"',
    ])
    expect(object).toMatchObject({ spec: { tags: ['b'], z: 1 } })
  })
})
