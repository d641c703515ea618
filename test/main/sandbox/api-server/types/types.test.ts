import { describe, expect, it } from 'vitest'
import { builtInKinds, reviewKinds } from '../../../../../main/sandbox/api-server/kinds.ts'
import { builtInTypes } from '../../../../../main/sandbox/api-server/types/built-in-types.ts'
import {
  fieldsOf,
  typeNamed,
  typeOf,
  type ValueType,
} from '../../../../../main/sandbox/api-server/types/types.ts'

const field = (type: string, name: string) => typeNamed(type)?.fields.get(name)

function typesIn(value: ValueType): unknown {
  if (value.as === 'object') return value.type()
  return value.as === 'scalar' ? undefined : typesIn(value.item)
}

describe('the table of types', () => {
  it('names only types that it has', () => {
    for (const name of Object.keys(builtInTypes))
      for (const { type } of typeNamed(name)?.fields.values() ?? []) expect(() => typesIn(type)).not.toThrow()
  })

  it.each([...builtInKinds, ...reviewKinds])('has the kind $kind of $group', ({ group, versions, kind }) => {
    for (const version of versions)
      expect(fieldsOf(group, version, kind).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['apiVersion', 'kind', 'metadata']),
      )
  })

  it('has no other kinds', () => {
    expect(typeOf('networking.istio.io', 'v1', 'VirtualService')).toBeUndefined()
    expect(fieldsOf('', 'v1', 'Nothing')).toEqual([])
  })
})

describe('a field', () => {
  it.each([
    ['core.v1.Container', 'image', { as: 'scalar', scalar: 'string', go: 'string' }],
    ['core.v1.Container', 'imagePullPolicy', { as: 'scalar', scalar: 'string', go: 'v1.PullPolicy' }],
    ['apps.v1.DeploymentSpec', 'replicas', { as: 'scalar', scalar: 'int32', go: 'int32' }],
    ['meta.v1.ObjectMeta', 'creationTimestamp', { as: 'scalar', scalar: 'Time', go: 'string' }],
    ['core.v1.ResourceRequirements', 'limits', { as: 'map', go: 'v1.ResourceList' }],
    ['core.v1.PodSpec', 'nodeSelector', { as: 'map', go: 'map[string]string' }],
    ['core.v1.Capabilities', 'add', { as: 'list', go: '[]v1.Capability', item: { go: 'v1.Capability' } }],
    ['core.v1.Secret', 'data', { as: 'map', go: 'map[string][]uint8' }],
    ['core.v1.PodSpec', 'containers', { as: 'list', go: '[]v1.Container', keys: ['name'], isSet: false }],
    ['core.v1.Container', 'ports', { as: 'list', keys: ['containerPort', 'protocol'] }],
    ['meta.v1.ObjectMeta', 'finalizers', { as: 'list', keys: [], isSet: true }],
    ['autoscaling.v2.MetricTarget', 'averageValue', { as: 'scalar', scalar: 'Quantity' }],
    ['core.v1.ServicePort', 'targetPort', { as: 'scalar', scalar: 'IntOrString', go: 'int32' }],
  ])('%s.%s has its type', (type, name, expected) => {
    expect(field(type, name)?.type).toMatchObject(expected)
  })

  it('says how it merges', () => {
    expect(field('core.v1.Container', 'ports')?.mergeKey).toBe('containerPort')
    expect(field('meta.v1.ObjectMeta', 'finalizers')?.mergeKey).toBe('')
    expect(field('core.v1.PodSpec', 'tolerations')?.mergeKey).toBeUndefined()
    expect(field('core.v1.PodSpec', 'volumes')?.retainKeys).toBe(true)
    expect(field('core.v1.PodSpec', 'nodeSelector')?.atomic).toBe(true)
    expect(typeNamed('meta.v1.LabelSelector')?.atomic).toBe(true)
    expect(typeNamed('core.v1.Container')?.atomic).toBe(false)
  })

  it('says what kubectl explain tells', () => {
    expect(field('apps.v1.DeploymentSpec', 'selector')?.required).toBe(true)
    expect(field('core.v1.Container', 'imagePullPolicy')?.values).toEqual(['Always', 'IfNotPresent', 'Never'])
  })

  it('knows the struct around it', () => {
    expect(field('core.v1.Probe', 'httpGet')?.holder).toBe('ProbeHandler')
  })
})
