import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Deployment, type KubeObject, resources } from '#shared/model/kube.ts'
import { type ApiWorld, apiWorld, configMap, deployment } from './api-world.ts'

const { deployment: deployments, configMap: configMaps } = resources

let world: ApiWorld
beforeEach(() => {
  world = apiWorld()
})

const apply = (object: KubeObject, manager: string, more = {}) =>
  world.patch(object.kind === 'ConfigMap' ? configMaps : deployments, object.metadata.name, 'apply', object, {
    manager,
    ...more,
  })

const withContainers = (...containers: { name: string; [field: string]: unknown }[]) => {
  const base = deployment('web')
  return { ...base, spec: { ...base.spec, template: { ...base.spec.template, spec: { containers } } } }
}
const containersOf = (object: KubeObject) => (object as Deployment).spec.template.spec.containers

describe('server-side apply', () => {
  it('creates what is not there, with its owner', () => {
    const created = apply(configMap('a', { x: '1' }), 'me')
    expect(created.data).toEqual({ x: '1' })
    expect(created.metadata.managedFields).toEqual([
      {
        manager: 'me',
        operation: 'Apply',
        apiVersion: 'v1',
        time: '2026-11-24T12:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:x': {} } },
      },
    ])
  })

  it('removes what its only owner no longer applies, and keeps what others own', () => {
    apply(configMap('a', { x: '1', y: '2' }), 'me')
    apply(configMap('a', { y: '2', z: '3' }), 'you')
    expect(apply(configMap('a', {}), 'me').data).toEqual({ y: '2', z: '3' })
  })

  it('refuses to change what another owns, and names it', () => {
    apply(withContainers({ name: 'web', image: 'web:1' }), 'me')
    world.patch(
      deployments,
      'web',
      'strategic',
      { spec: { template: { spec: { containers: [{ name: 'web', image: 'web:2' }] } } } },
      { manager: 'kubectl-set' },
    )
    expect(() => apply(withContainers({ name: 'web', image: 'web:3' }), 'me')).toThrow(
      expect.objectContaining({
        status: 409,
        message:
          'Apply failed with 1 conflict: conflict with "kubectl-set" using apps/v1: .spec.template.spec.containers[name="web"].image',
        details: {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "kubectl-set" using apps/v1',
              field: '.spec.template.spec.containers[name="web"].image',
            },
          ],
        },
      }),
    )
  })

  it('takes it over when forced', () => {
    apply(configMap('a', { x: '1' }), 'me')
    const forced = apply(configMap('a', { x: '2' }), 'you', { force: true })
    expect(forced.data).toEqual({ x: '2' })
    expect(forced.metadata.managedFields).toMatchObject([{ manager: 'you' }])
  })

  it('lets two own a field while they agree', () => {
    apply(configMap('a', { x: '1' }), 'me')
    expect(apply(configMap('a', { x: '1' }), 'you').metadata.managedFields).toHaveLength(2)
    expect(apply(configMap('a', {}), 'you').data).toEqual({ x: '1' })
  })

  it('merges containers by name and ports by number and protocol', () => {
    apply(withContainers({ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }] }), 'me')
    const both = apply(
      withContainers(
        { name: 'web', image: 'web:1', ports: [{ containerPort: 80, protocol: 'UDP' }] },
        { name: 'side', image: 'side:1' },
      ),
      'you',
    )
    expect(containersOf(both).map(({ name }) => name)).toEqual(['web', 'side'])
    expect(containersOf(both)[0]?.ports).toEqual([
      { containerPort: 80, protocol: 'TCP' },
      { containerPort: 80, protocol: 'UDP' },
    ])
  })

  it('removes an item with the defaults in it, unless another owns a part of it', () => {
    const two = withContainers({ name: 'web', image: 'web:1' }, { name: 'side', image: 'side:1' })
    apply(two, 'me')
    const one = withContainers({ name: 'web', image: 'web:1' })
    expect(containersOf(apply(one, 'me')).map(({ name }) => name)).toEqual(['web'])

    apply(two, 'me')
    world.patch(
      deployments,
      'web',
      'strategic',
      { spec: { template: { spec: { containers: [{ name: 'side', args: ['x'] }] } } } },
      { manager: 'you' },
    )
    expect(containersOf(world.patch(deployments, 'web', 'merge', {}, {}))).toHaveLength(2)
    expect(() => apply(one, 'me')).toThrow(/containers\[1\]\.image: Required value/)
  })

  it('does not conflict with what nobody wrote: defaults', () => {
    apply(deployment('web'), 'me')
    const base = deployment('web')
    expect(apply({ ...base, spec: { ...base.spec, replicas: 3 } }, 'me')).toMatchObject({
      spec: { replicas: 3 },
    })
  })

  it('changes nothing when it is repeated', () => {
    const object = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.string(), { maxKeys: 5 })
    fc.assert(
      fc.property(object, object, (mine, yours) => {
        world = apiWorld()
        apply(configMap('a', mine), 'me')
        apply(configMap('a', yours), 'you', { force: true })
        const once = apply(configMap('a', mine), 'me', { force: true })
        expect(once.data ?? {}).toEqual({ ...yours, ...mine })
        expect(apply(configMap('a', mine), 'me')).toBe(once)
      }),
      { numRuns: 30 },
    )
  })
})

describe('kubectl that applied on its own side before', () => {
  const annotations = {
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(configMap('a', { x: '1' })),
  }
  const created = (data: Record<string, string>) =>
    world.api.create(resources.configMap, {
      ...configMap('a', data),
      metadata: { name: 'a', namespace: 'default', annotations },
    })

  it('takes over what it applied', async () => {
    await created({ x: '1' })
    expect(apply(configMap('a', { x: '2' }), 'kubectl').data).toEqual({ x: '2' })
  })

  it('does not take over what was changed since, nor does anybody else', async () => {
    await created({ x: 'changed' })
    expect(() => apply(configMap('a', { x: '2' }), 'kubectl')).toThrow(/conflict with "sandbox"/)
    expect(() => apply(configMap('a', { x: '2' }), 'other')).toThrow(/conflict with "sandbox"/)
  })
})

describe('owners after other writes', () => {
  it('own what they changed, and lose what is gone', () => {
    apply(configMap('a', { x: '1', y: '2' }), 'me')
    const patched = world.patch(configMaps, 'a', 'merge', { data: { x: 'new', y: null } }, { manager: 'you' })
    expect(patched.metadata.managedFields).toMatchObject([
      { manager: 'you', operation: 'Update', fieldsV1: { 'f:data': { 'f:x': {} } } },
    ])
  })

  it('are kept apart by subresource', () => {
    apply(deployment('web'), 'me')
    world.patch(
      deployments,
      'web',
      'merge',
      { status: { replicas: 1 } },
      { manager: 'me', subresource: 'status' },
    )
    const { managedFields } = world.patch(deployments, 'web', 'merge', {}).metadata
    expect(managedFields).toMatchObject([
      { operation: 'Apply' },
      { operation: 'Update', subresource: 'status', fieldsV1: { 'f:status': { 'f:replicas': {} } } },
    ])
  })

  it('are forgotten when an empty list is sent', () => {
    apply(configMap('a', { x: '1' }), 'me')
    const patched = world.patch(configMaps, 'a', 'merge', { metadata: { managedFields: [{}] } })
    expect(patched.metadata.managedFields).toBeUndefined()
  })
})
