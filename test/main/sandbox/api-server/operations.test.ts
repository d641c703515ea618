import { beforeEach, describe, expect, it } from 'vitest'
import {
  type ConfigMap,
  type Deployment,
  type KubeObject,
  resources,
  type Service,
} from '#shared/model/kube.ts'
import { remove } from '../../../../main/sandbox/api-server/deletion.ts'
import { create, read, update } from '../../../../main/sandbox/api-server/operations.ts'
import { type ApiWorld, apiWorld, configMap, deployment, pod } from './api-world.ts'

let world: ApiWorld
beforeEach(() => {
  world = apiWorld()
})
const { api } = { api: () => world.api }
const refused = (status: number, reason: string, message?: string | RegExp) =>
  expect.objectContaining({
    status,
    reason,
    ...(message === undefined ? {} : { message: expect.stringMatching(message) }),
  })

describe('creating', () => {
  it('fills in identity, defaults and the first status', async () => {
    const created = await api().create<Deployment>(resources.deployment, deployment('web'))
    expect(created.metadata).toMatchObject({
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      creationTimestamp: '2026-11-24T12:00:00Z',
      generation: 1,
      resourceVersion: expect.stringMatching(/^\d+$/),
    })
    const { managedFields: _, ...metadata } = created.metadata
    expect({ ...created, metadata: Object.keys(metadata).sort() }).toMatchSnapshot()
  })

  it('makes a name out of generateName', async () => {
    const object = { ...configMap(''), metadata: { name: '', generateName: 'cm-', namespace: 'default' } }
    expect((await api().create(resources.configMap, object)).metadata.name).toMatch(/^cm-[a-z0-9]{5}$/)
  })

  it('leaves the object of the caller alone', async () => {
    const object = configMap('a')
    await api().create(resources.configMap, object)
    object.data = { changed: 'yes' }
    expect((await world.get(resources.configMap, 'a'))?.data).toBeUndefined()
  })

  it('is refused when it is there already, or its namespace is not', async () => {
    await api().create(resources.configMap, configMap('a'))
    await expect(api().create(resources.configMap, configMap('a'))).rejects.toEqual(
      refused(409, 'AlreadyExists', /^configmaps "a" already exists$/),
    )
    const elsewhere = { ...configMap('a'), metadata: { name: 'a', namespace: 'nowhere' } }
    await expect(api().create(resources.configMap, elsewhere)).rejects.toEqual(
      refused(404, 'NotFound', /^namespaces "nowhere" not found$/),
    )
  })

  it('stores nothing in a dry run', async () => {
    const at = world.refOf(resources.configMap, 'a')
    const object = create(world.context, at, configMap('a'), { manager: 'tester', dryRun: true })
    expect(object.metadata.uid).toBeDefined()
    expect(await world.get(resources.configMap, 'a')).toBeUndefined()
  })

  it('gives Services addresses of their own', async () => {
    const service = (name: string, spec: Service['spec']): Service => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'default' },
      spec,
    })
    const make = async (name: string, spec: Service['spec']) =>
      (await api().create(resources.service, service(name, spec))).spec
    const first = await make('a', { ports: [{ port: 80 }] })
    expect(first).toMatchObject({
      clusterIP: expect.stringMatching(/^10\.96\./),
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    })
    expect((await make('b', { ports: [{ port: 80 }] })).clusterIP).not.toBe(first.clusterIP)
    expect(await make('c', { clusterIP: 'None' })).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'] })
    const balanced = await make('d', { type: 'LoadBalancer', ports: [{ port: 80 }] })
    expect(balanced.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30_000)
  })
})

describe('changing', () => {
  it('counts generations by the spec, not by metadata or status', async () => {
    await api().create(resources.deployment, deployment('web'))
    const generation = async (patch: unknown, subresource?: 'status') =>
      (await api().patch(resources.deployment, 'default', 'web', patch, subresource)).metadata.generation
    expect(await generation({ metadata: { labels: { a: 'b' } } })).toBe(1)
    expect(await generation({ status: { replicas: 1 } }, 'status')).toBe(1)
    expect(await generation({ spec: { replicas: 3 } })).toBe(2)
    expect(await generation({ spec: { replicas: 3 } })).toBe(2)
  })

  it('writes the status only through its subresource, and nothing else there', async () => {
    await api().create(resources.deployment, deployment('web'))
    const patch = { spec: { replicas: 5 }, status: { replicas: 2 } }
    const both = await api().patch<Deployment>(resources.deployment, 'default', 'web', patch)
    expect([both.spec.replicas, both.status?.replicas]).toEqual([5, undefined])
    const status = await api().patch<Deployment>(
      resources.deployment,
      'default',
      'web',
      { spec: { replicas: 7 }, status: { replicas: 2 } },
      'status',
    )
    expect([status.spec.replicas, status.status?.replicas]).toEqual([5, 2])
  })

  it('that changes nothing stores nothing', async () => {
    const before = await api().create<ConfigMap>(resources.configMap, configMap('a', { x: '1' }))
    const after = await api().patch(resources.configMap, 'default', 'a', { data: { x: '1' } })
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion)
  })

  it('is refused when it was read before somebody else wrote', async () => {
    const before = await api().create<ConfigMap>(resources.configMap, configMap('a'))
    await api().patch(resources.configMap, 'default', 'a', { data: { x: '1' } })
    const { resourceVersion } = before.metadata
    await expect(
      api().patch(resources.configMap, 'default', 'a', { metadata: { resourceVersion }, data: { y: '2' } }),
    ).rejects.toEqual(refused(409, 'Conflict', /the object has been modified/))
    expect(() => world.put(resources.configMap, { ...before, data: {} })).toThrow(refused(409, 'Conflict'))
  })

  it('of something that is not there is refused', async () => {
    await expect(api().patch(resources.configMap, 'default', 'a', {})).rejects.toEqual(
      refused(404, 'NotFound', /^configmaps "a" not found$/),
    )
  })

  it('needs to say the version when a custom resource is replaced', async () => {
    const canary = {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'web', namespace: 'default' },
      spec: {},
    }
    await api().create(resources.flaggerCanary, canary)
    expect(() => world.put(resources.flaggerCanary, canary)).toThrow(
      refused(422, 'Invalid', /must be specified/),
    )
  })

  it('scales through the scale subresource', async () => {
    await api().create(resources.deployment, deployment('web'))
    const scale = await api().patch(
      resources.deployment,
      'default',
      'web',
      { spec: { replicas: 4 } },
      'scale',
    )
    expect(scale).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 4 },
      status: { replicas: 0, selector: 'app=web' },
    })
    expect((await world.get<Deployment>(resources.deployment, 'web'))?.spec.replicas).toBe(4)
  })

  it('refuses strategic merge for custom resources at the door, and JSON patches that do not fit', async () => {
    await api().create(resources.configMap, configMap('a', { x: '1' }))
    const operations = [
      { op: 'test', path: '/data/x', value: '1' },
      { op: 'replace', path: '/data/x', value: '2' },
    ]
    expect(world.patch(resources.configMap, 'a', 'json', operations).data).toEqual({ x: '2' })
    expect(() => world.patch(resources.configMap, 'a', 'json', operations)).toThrow(refused(422, 'Invalid'))
  })

  it('takes null and absent for the same, as a typed server does', async () => {
    await api().create(resources.deployment, deployment('web'))
    const template = [{ op: 'add', path: '/spec/template/metadata/creationTimestamp', value: null }]
    expect(world.patch(resources.deployment, 'web', 'json', template).metadata.generation).toBe(1)
  })
})

describe('versions of one kind', () => {
  it('show the same object', async () => {
    const rule = {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'DestinationRule',
      metadata: { name: 'web', namespace: 'default' },
      spec: { host: 'web' },
    }
    const old = { ...resources.destinationRule, version: 'v1beta1' }
    await api().create(old, rule)
    expect((await world.get(resources.destinationRule, 'web'))?.apiVersion).toBe('networking.istio.io/v1')
    expect((await world.get(old, 'web'))?.apiVersion).toBe('networking.istio.io/v1beta1')
  })

  it('of autoscalers turn the CPU target into a metric and back', async () => {
    const v1 = { ...resources.horizontalPodAutoscaler, version: 'v1' }
    await api().create(v1, {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        maxReplicas: 3,
        targetCPUUtilizationPercentage: 70,
      },
    })
    expect((await world.get(resources.horizontalPodAutoscaler, 'web'))?.spec).toMatchObject({
      metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 70 } } }],
    })
    expect((await world.get(v1, 'web'))?.spec).toMatchObject({ targetCPUUtilizationPercentage: 70 })
  })
})

describe('deleting', () => {
  const bound = { nodeName: 'node-1' }
  const gone = async (name: string) => (await world.get(resources.pod, name)) === undefined

  it('gives a pod on a node its grace, and ends it at once without', async () => {
    await api().create(resources.pod, pod('web', bound))
    await api().delete(resources.pod, 'default', 'web')
    expect((await world.get(resources.pod, 'web'))?.metadata).toMatchObject({
      deletionTimestamp: '2026-11-24T12:00:30Z',
      deletionGracePeriodSeconds: 30,
    })
    await api().delete(resources.pod, 'default', 'web', { gracePeriodSeconds: 0 })
    expect(await gone('web')).toBe(true)
  })

  it('ends a pod at once that no node has', async () => {
    await api().create(resources.pod, pod('web'))
    await api().delete(resources.pod, 'default', 'web')
    expect(await gone('web')).toBe(true)
  })

  it('waits for finalizers', async () => {
    const object = {
      ...configMap('a'),
      metadata: { ...configMap('a').metadata, finalizers: ['example.org/me'] },
    }
    await api().create(resources.configMap, object)
    await api().delete(resources.configMap, 'default', 'a')
    expect((await world.get(resources.configMap, 'a'))?.metadata.deletionTimestamp).toBeDefined()
    await api().patch(resources.configMap, 'default', 'a', { metadata: { finalizers: null } })
    expect(await world.get(resources.configMap, 'a')).toBeUndefined()
  })

  it('checks the preconditions', async () => {
    await api().create(resources.configMap, configMap('a'))
    const at = world.refOf(resources.configMap, 'a')
    expect(() => remove(world.context, at, { preconditions: { uid: 'other' } })).toThrow(
      refused(409, 'Conflict'),
    )
  })
})

describe('custom resource definitions', () => {
  const definition = (scope = 'Namespaced') => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'ships.sea.dev' },
    spec: {
      group: 'sea.dev',
      scope,
      names: { kind: 'Ship', plural: 'ships', shortNames: ['sh'] },
      versions: ['v1alpha1', 'v1'].map((name) => ({
        name,
        served: true,
        storage: name === 'v1',
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: { tags: { type: 'array', 'x-kubernetes-list-type': 'set' } },
              },
            },
          },
        },
      })),
    },
  })
  const ships = { group: 'sea.dev', version: 'v1', kind: 'Ship', plural: 'ships', namespaced: true }
  const ship = (spec: object): KubeObject => ({
    apiVersion: 'sea.dev/v1',
    kind: 'Ship',
    metadata: { name: 'ada', namespace: 'default' },
    spec,
  })

  it('make kinds that are served at once, the best version preferred', async () => {
    const created = await api().create<KubeObject>(resources.customResourceDefinition, definition())
    expect(created.status).toMatchObject({
      conditions: [{ type: 'NamesAccepted' }, { type: 'Established', status: 'True' }],
      storedVersions: ['v1'],
    })
    const kind = world.context.registry.findByKind('sea.dev', 'Ship')
    expect(kind).toMatchObject({ versions: ['v1', 'v1alpha1'], shortNames: ['sh'], singular: 'ship' })
    await api().create(ships, ship({ tags: ['a'] }))
    const { status } = await api().patch(ships, 'default', 'ada', { status: { afloat: true } }, 'status')
    expect(status).toEqual({ afloat: true })
  })

  it.each(['httproutes', 'grpcroutes', 'gateways'])(
    'of %s say which Gateway API they are of',
    async (plural) => {
      const name = `${plural}.gateway.networking.k8s.io`
      const found = await api().get<KubeObject>(resources.customResourceDefinition, undefined, name)
      expect(found?.metadata.annotations).toEqual({
        'gateway.networking.k8s.io/bundle-version': 'v1.4.0',
        'gateway.networking.k8s.io/channel': 'standard',
      })
    },
  )

  it('take their kind and its objects with them', async () => {
    await api().create(resources.customResourceDefinition, definition())
    await api().create(ships, ship({}))
    await api().delete(resources.customResourceDefinition, undefined, 'ships.sea.dev')
    await expect(api().list(ships)).rejects.toEqual(refused(404, 'NotFound'))
  })

  it('say which lists are sets, and which fields there are', async () => {
    await api().create(resources.customResourceDefinition, definition())
    world.patch(ships, 'ada', 'apply', ship({ tags: ['a'] }), { manager: 'me' })
    const both = world.patch(ships, 'ada', 'apply', ship({ tags: ['b'] }), { manager: 'you' })
    expect(both.spec).toEqual({ tags: ['a', 'b'] })
    expect(() =>
      world.patch(ships, 'ada', 'merge', { spec: { tag: 1 } }, { fieldValidation: 'Strict' }),
    ).toThrow(refused(422, 'Invalid', /strict decoding error: unknown field "spec.tag"/))
  })
})

describe('the in-process door', () => {
  it('watches what is there, then each change, in order', async () => {
    await api().create(resources.configMap, configMap('a'))
    const seen: string[] = []
    const end = new AbortController()
    api().watch(
      resources.configMap,
      ({ type, object }) => seen.push(`${type} ${object.metadata.name}`),
      end.signal,
    )
    expect(seen).toEqual([])
    await world.clock.settle()
    await api().create(resources.configMap, configMap('b'))
    await api().patch(resources.configMap, 'default', 'a', { data: { x: '1' } })
    await api().delete(resources.configMap, 'default', 'b')
    await world.clock.settle()
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b'])
    end.abort()
    await api().delete(resources.configMap, 'default', 'a')
    await world.clock.settle()
    expect(seen).toHaveLength(4)
  })

  it('says that a kind is not served', async () => {
    const nothing = { ...resources.pod, plural: 'nothings' }
    await expect(api().list(nothing)).rejects.toEqual(refused(404, 'NotFound'))
  })
})

it('reads and replaces through the same operations', async () => {
  await api().create(resources.configMap, configMap('a', { x: '1' }))
  const at = world.refOf(resources.configMap, 'a')
  update(world.context, at, configMap('a', { y: '2' }), { manager: 'tester' })
  expect(read(world.context, at).data).toEqual({ y: '2' })
})
