import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fields } from '#shared/model/fields.ts'
import { readTyped } from '../../../../../main/sandbox/api-server/decoding/read-typed.ts'
import { typeOf } from '../../../../../main/sandbox/api-server/types/types.ts'

function read(kind: string, object: Fields, fractions?: ReadonlyMap<string, string>) {
  const type = typeOf(kind === 'Deployment' ? 'apps' : '', 'v1', kind)
  if (type === undefined) throw new Error(`no type ${kind}`)
  return readTyped(type, object, fractions)
}
const pod = (container: Fields) => ({ spec: { template: { spec: { containers: [container] } } } })
const cannot = (what: string, field: string, type: string) =>
  `json: cannot unmarshal ${what} into Go struct field ${field} of type ${type}`
const inPod = 'spec.template.spec.containers'

describe('a value of a wrong type', () => {
  it.each([
    ['ConfigMap', { data: { a: 1 } }, cannot('number', 'ConfigMap.data', 'string')],
    ['ConfigMap', { data: [] }, cannot('array', 'ConfigMap.data', 'map[string]string')],
    [
      'ConfigMap',
      { metadata: { labels: { a: 1 } } },
      cannot('number', 'ObjectMeta.metadata.labels', 'string'),
    ],
    ['ConfigMap', { metadata: [] }, cannot('array', 'ConfigMap.metadata', 'v1.ObjectMeta')],
    ['ConfigMap', { immutable: 'x' }, cannot('string', 'ConfigMap.immutable', 'bool')],
    ['ConfigMap', { binaryData: { x: 1 } }, cannot('number', 'ConfigMap.binaryData', '[]uint8')],
    ['ConfigMap', { binaryData: { x: [300] } }, cannot('number 300', 'ConfigMap.binaryData', 'uint8')],
    ['ConfigMap', { binaryData: { x: '$' } }, 'illegal base64 data at input byte 0'],
    ['Deployment', { spec: { replicas: 'two' } }, cannot('string', 'DeploymentSpec.spec.replicas', 'int32')],
    [
      'Deployment',
      { spec: { replicas: 1.5 } },
      cannot('number 1.5', 'DeploymentSpec.spec.replicas', 'int32'),
    ],
    [
      'Deployment',
      { spec: { replicas: 2 ** 31 } },
      cannot('number 2147483648', 'DeploymentSpec.spec.replicas', 'int32'),
    ],
    [
      'Deployment',
      { spec: { strategy: { type: 2 } } },
      cannot('number', 'DeploymentStrategy.spec.strategy.type', 'v1.DeploymentStrategyType'),
    ],
    ['Deployment', pod({ image: 1 }), cannot('number', `Container.${inPod}.image`, 'string')],
    ['Deployment', pod({ args: 'x' }), cannot('string', `Container.${inPod}.args`, '[]string')],
    [
      'Deployment',
      pod({ imagePullPolicy: 1 }),
      cannot('number', `Container.${inPod}.imagePullPolicy`, 'v1.PullPolicy'),
    ],
    [
      'Deployment',
      pod({ readinessProbe: { httpGet: { port: true } } }),
      cannot('bool', `HTTPGetAction.${inPod}.readinessProbe.ProbeHandler.httpGet.port`, 'int32'),
    ],
    [
      'Deployment',
      pod({ resources: { limits: [] } }),
      cannot('array', `ResourceRequirements.${inPod}.resources.limits`, 'v1.ResourceList'),
    ],
    [
      'Deployment',
      pod({ resources: { limits: { cpu: 'much' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'ConfigMap',
      { metadata: { creationTimestamp: 'x' } },
      'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
    ],
    [
      'ConfigMap',
      { metadata: { creationTimestamp: 1 } },
      cannot('number', 'ObjectMeta.metadata.creationTimestamp', 'string'),
    ],
  ])('%s %j', (kind, object, problem) => {
    expect(read(kind, object).problem).toBe(problem)
  })

  it('is told as it was written', () => {
    const { problem } = read('Deployment', { spec: { replicas: 2 } }, new Map([['spec.replicas', '2.0']]))
    expect(problem).toBe(cannot('number 2.0', 'DeploymentSpec.spec.replicas', 'int32'))
  })

  it('is the first one, unless a later one ends the reading', () => {
    expect(read('ConfigMap', { data: { a: 1, b: true } }).problem).toContain('number')
    const quantity = { ...pod({ args: 1, resources: { limits: { cpu: 'much' } } }) }
    expect(read('Deployment', quantity).problem).toMatch(/^quantities/)
  })
})

describe('a field that the type does not have', () => {
  it.each([
    ['Deployment', pod({ name: 'a', imag: 'b' }), [`${inPod}[0].imag`]],
    ['Deployment', { spec: { replica: 1 }, stat: {} }, ['spec.replica', 'stat']],
    [
      'Deployment',
      pod({ readinessProbe: { httpGet: { pth: '/' } } }),
      [`${inPod}[0].readinessProbe.httpGet.pth`],
    ],
    ['ConfigMap', { data: { anything: 'goes' }, Data: {} }, ['Data']],
    ['Secret', { metadata: { name: 'x', label: {} } }, ['metadata.label']],
    ['Pod', { status: { phase: 'Running', phas: 1 } }, ['status.phas']],
  ])('%s %j', (kind, object, unknown) => {
    expect(read(kind, object)).toEqual({ problem: undefined, unknown })
  })
})

it('null stands anywhere', () => {
  const object = {
    metadata: { labels: null, creationTimestamp: null },
    spec: { replicas: null, template: null },
  }
  expect(read('Deployment', object)).toEqual({ problem: undefined, unknown: [] })
})

it('any JSON is read or refused', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('metadata', 'spec', 'status', 'x'), fc.jsonValue()),
      (object) => {
        expect(() => read('Deployment', object)).not.toThrow()
      },
    ),
  )
})
