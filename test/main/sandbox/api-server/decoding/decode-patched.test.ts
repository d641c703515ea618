import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../../../main/sandbox/api-server/api-error.ts'
import {
  decodeConfig,
  decodePatched,
} from '../../../../../main/sandbox/api-server/decoding/decode-patched.ts'
import { builtInKinds } from '../../../../../main/sandbox/api-server/kinds.ts'

const deployments = builtInKinds.find(({ kind }) => kind === 'Deployment')
if (deployments === undefined) throw new Error('no Deployments')
const at = { kind: deployments, version: 'v1', namespace: 'shop' }
const shown = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'one' },
  spec: { replicas: 1, template: { spec: { containers: [{ name: 'web', image: 'web:1' }] } } },
}
const options = { manager: 'me', fieldValidation: 'Strict' }
const template = (spec: object) => ({ spec: { template: { spec } } })

function refusal(run: () => unknown): ApiError {
  try {
    run()
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('not refused')
}

describe('a strategic merge patch', () => {
  it.each([
    [{ spec: { replicas: 'many' } }, 'map[spec:map[replicas:many]]', 'unrecognized type: int32'],
    [{ spec: { replicas: 1.5 } }, 'map[spec:map[replicas:1.5]]', 'cannot convert float64 to int32'],
    [{ spec: 1 }, 'map[spec:1]', 'cannot restore struct from: int64'],
    [
      template({ containers: {} }),
      'map[spec:map[template:map[spec:map[containers:map[]]]]]',
      'cannot restore slice from map',
    ],
    [
      template({ nodeSelector: { a: 1 } }),
      'map[spec:map[template:map[spec:map[nodeSelector:map[a:1]]]]]',
      'cannot convert int64 to string',
    ],
    [
      template({ nodeSelector: [] }),
      'map[spec:map[template:map[spec:map[nodeSelector:[]]]]]',
      'cannot restore map from slice',
    ],
    [
      { spec: { replicaz: 2 } },
      'map[spec:map[replicaz:2]]',
      'strict decoding error: unknown field "spec.replicaz"',
    ],
  ])('%j is refused with what it says', (patch, text, why) => {
    const error = refusal(() => decodePatched(at, 'strategic', shown, patch, options))
    expect(error).toMatchObject({ status: 422, reason: 'Invalid' })
    expect(error.message).toBe(` "" is invalid: patch: Invalid value: ${JSON.stringify(text)}: ${why}`)
    expect(error.details).toEqual({
      causes: [
        {
          reason: 'FieldValueInvalid',
          message: `Invalid value: ${JSON.stringify(text)}: ${why}`,
          field: 'patch',
        },
      ],
    })
  })

  it('cannot make another kind of it', () => {
    const patch = { kind: 'StatefulSet', apiVersion: 'v1' }
    expect(decodePatched(at, 'strategic', shown, patch, options)).toEqual(shown)
  })
})

it('a merge patch is refused with what it has made', () => {
  const error = refusal(() => decodePatched(at, 'merge', shown, { kind: 'StatefulSet' }, options))
  const object = JSON.stringify({ ...shown, kind: 'StatefulSet' })
  expect(error.message).toBe(
    ` "" is invalid: patch: Invalid value: ${JSON.stringify(object)}: converting (v1.StatefulSet) to (apps.Deployment): unknown conversion`,
  )
})

describe('an apply', () => {
  const subject = '(/one; apps/v1, Kind=Deployment)'
  const containers = (container: object) => template({ containers: [{ name: 'a', ...container }] })
  const found = '.spec.template.spec.containers[name="a"]'

  it.each([
    [{ spec: { replicas: 'x' } }, '.spec.replicas: expected numeric (int or float), got string'],
    [{ spec: { replicaz: 1 } }, '.spec.replicaz: field not declared in schema'],
    [{ spec: { paused: [1, 'a'] } }, '.spec.paused: expected boolean, got &{[1 a]}'],
    [{ spec: [] }, '.spec: expected map, got &{[]}'],
    [containers({ image: 1 }), `${found}.image: expected string, got &value.valueUnstructured{Value:1}`],
    [
      containers({ resources: { limits: { cpu: [] } } }),
      `${found}.resources.limits.cpu: expected any scalar, got &{[]}`,
    ],
    [
      containers({ args: [1, {}] }),
      `errors:\n  ${found}.args[0]: expected string, got &value.valueUnstructured{Value:1}\n  ${found}.args[1]: expected string, got &value.valueUnstructured{Value:map[string]interface {}{}}`,
    ],
    [
      template({ containers: [3] }),
      '.spec.template.spec.containers: element 0: associative list with keys may not have non-map elements',
    ],
    [
      template({ containers: [{ name: 'a' }, { name: 'a' }] }),
      '.spec.template.spec.containers: duplicate entries for key [name="a"]',
    ],
  ])('of %j is refused', (config, why) => {
    const error = refusal(() => decodeConfig(at, { ...shown, ...config }, options))
    expect(error).toMatchObject({ status: 500, reason: '' })
    expect(error.message).toBe(`failed to create typed patch object ${subject}: ${why}`)
  })

  it.each([
    [containers({ resources: { limits: { cpu: '1K' } } }), "unable to parse quantity's suffix"],
    [
      { spec: { strategy: { rollingUpdate: { maxSurge: true } } } },
      'json: cannot unmarshal bool into Go value of type int32',
    ],
    [
      { metadata: { name: 'one', creationTimestamp: 'x' } },
      'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
    ],
  ])('of %j cannot be converted', (config, why) => {
    const error = refusal(() => decodeConfig(at, { ...shown, ...config }, options))
    expect(error.message).toBe(
      `failed to convert new object ${subject} to proper version: unable to convert unstructured object to apps/v1, Kind=Deployment: ${why}`,
    )
  })

  it.each([
    [{}, '/, Kind='],
    [{ apiVersion: 'apps/v1', kind: 'StatefulSet' }, 'apps/v1, Kind=StatefulSet'],
    [{ apiVersion: 'v2', kind: 'Deployment' }, '/v2, Kind=Deployment'],
  ])('of %j is of another type', (config, type) => {
    expect(refusal(() => decodeConfig(at, config, options)).message).toBe(`invalid object type: ${type}`)
  })
})
