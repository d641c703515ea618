import { apply, type Case, differential, get, merge, post, put } from '../case.ts'
import {
  configMap,
  configMaps,
  container,
  deployment,
  deployments,
  service,
  services,
  template,
} from '../objects.ts'

const one = `${configMaps}/one`
const deploy = `${deployments}/one`
const map = (data: Record<string, unknown>, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'one', ...metadata },
  ...(Object.keys(data).length === 0 ? {} : { data }),
})
const containers = (...list: readonly object[]) => deployment('one', template('one', { containers: list }))
const applied = (name: string, ...steps: Case['steps']): Case => differential(name, ...steps)

export const applyCases: readonly Case[] = [
  applied('a new object', apply('a', one, map({ a: '1' }), { status: 201 }), get(one)),
  applied(
    'the same again changes nothing',
    apply('a', one, map({ a: '1' }), { status: 201 }),
    apply('a', one, map({ a: '1' })),
    get(one),
  ),
  applied(
    'a changed field',
    apply('a', one, map({ a: '1' }), { status: 201 }),
    apply('a', one, map({ a: '2' })),
  ),
  applied(
    'a field that is applied no longer goes',
    apply('a', one, map({ a: '1', b: '2' }), { status: 201 }),
    apply('a', one, map({ a: '1' })),
  ),
  applied(
    'a field that another one owns as well stays',
    apply('a', one, map({ a: '1', b: '2' }), { status: 201 }),
    apply('b', one, map({ b: '2' })),
    apply('a', one, map({ a: '1' })),
  ),
  applied(
    'two managers, two fields',
    apply('a', one, map({ a: '1' }), { status: 201 }),
    apply('b', one, map({ b: '2' })),
  ),
  applied(
    'a conflict',
    apply('a', one, map({ a: '1' }), { status: 201 }),
    apply('b', one, map({ a: '2' }), { status: 409 }),
    get(one),
  ),
  applied(
    'two conflicts with one manager',
    apply('a', one, map({ a: '1', b: '1' }), { status: 201 }),
    apply('b', one, map({ a: '2', b: '2' }), { status: 409 }),
  ),
  applied(
    'a conflict with one who updated',
    post(`${configMaps}?fieldManager=editor`, configMap('one')),
    apply('b', one, map({ a: '2' }), { status: 409 }),
  ),
  applied(
    'force takes the field',
    apply('a', one, map({ a: '1' }), { status: 201 }),
    apply('b', one, map({ a: '2' }), { force: true }),
  ),
  applied(
    'the same value is shared',
    apply('a', one, map({ a: '1' }), { status: 201 }),
    apply('b', one, map({ a: '1' })),
  ),
  applied(
    'an update takes fields from an applier',
    apply('a', one, map({ a: '1', b: '1' }), { status: 201 }),
    merge(`${one}?fieldManager=editor`, { data: { a: '2' } }),
  ),
  applied(
    'an update with a value that stays takes nothing',
    apply('a', one, map({ a: '1' }), { status: 201 }),
    put(`${one}?fieldManager=editor`, configMap('one')),
  ),
  applied(
    'an update that removes a field',
    apply('a', one, map({ a: '1', b: '1' }), { status: 201 }),
    merge(`${one}?fieldManager=editor`, { data: { b: null } }),
  ),
  applied('without a manager', apply('', one, map({ a: '1' }), { status: 422 })),
  applied(
    'with managedFields',
    apply(
      'a',
      one,
      map(
        {},
        {
          managedFields: [
            { manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} },
          ],
        },
      ),
      { status: 400 },
    ),
  ),
  applied(
    'without a kind',
    apply('a', one, { apiVersion: 'v1', metadata: { name: 'one' } }, { status: 400 }),
  ),
  applied('with another name', apply('a', one, configMap('two'), { status: 400 })),
  applied(
    'without a name',
    apply('a', one, { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } }, { status: 400 }),
  ),
  applied(
    'with a version that is old',
    apply('a', one, map({ a: '1' }), { status: 201, save: 'made' }),
    apply('a', one, map({ a: '2' })),
    apply('a', one, map({ a: '3' }, { resourceVersion: '{made.metadata.resourceVersion}' }), { status: 409 }),
  ),
  applied(
    'with a version of what is not there',
    apply('a', one, map({ a: '1' }, { resourceVersion: '5' }), { status: 201 }),
  ),
  applied(
    'with a uid of what is not there',
    apply('a', one, map({ a: '1' }, { uid: '00000000-0000-0000-0000-000000000001' }), { status: 409 }),
  ),
  applied(
    'with a type that is wrong',
    apply('a', deploy, deployment('one', { replicas: 'x' }), { status: 500 }),
  ),
  applied('with an unknown field', apply('a', deploy, deployment('one', { replicaz: 1 }), { status: 500 })),
  applied('what is not valid', apply('a', deploy, deployment('one', { replicas: -1 }), { status: 422 })),
  applied(
    'yaml',
    apply('a', one, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: "1"\n', {
      status: 201,
    }),
  ),
  applied(
    'a Deployment and its defaults',
    apply('a', deploy, containers(container('web', { ports: [{ containerPort: 80 }] })), { status: 201 }),
  ),
  applied(
    'a container is added by another',
    apply('a', deploy, containers(container('web')), { status: 201 }),
    apply('b', deploy, containers(container('side'))),
  ),
  applied(
    'a container goes with its only owner',
    apply('a', deploy, containers(container('web'), container('side')), { status: 201 }),
    apply('a', deploy, containers(container('web'))),
  ),
  applied(
    'a variable of a container',
    apply(
      'a',
      deploy,
      containers(
        container('web', {
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
        }),
      ),
      { status: 201 },
    ),
    apply('a', deploy, containers(container('web', { env: [{ name: 'B', value: '3' }] }))),
  ),
  applied(
    'an image that another one owns',
    apply('a', deploy, containers(container('web')), { status: 201 }),
    apply('b', deploy, containers({ name: 'web', image: 'web:2' }), { status: 409 }),
  ),
  applied(
    'ports by number and protocol',
    apply(
      'a',
      deploy,
      containers(
        container('web', {
          ports: [
            { containerPort: 53, protocol: 'UDP' },
            { containerPort: 53, protocol: 'TCP' },
          ],
        }),
      ),
      { status: 201 },
    ),
  ),
  applied(
    'a list that is one whole',
    apply('a', deploy, containers(container('web', { args: ['x', 'y'] })), { status: 201 }),
    apply('b', deploy, containers({ name: 'web', args: ['x'] }), { status: 409 }),
  ),
  applied(
    'the selector is one whole',
    apply('a', deploy, containers(container('web')), { status: 201 }),
    apply(
      'b',
      deploy,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'one' },
        spec: { selector: { matchLabels: { app: 'two' } } },
      },
      { status: 409 },
    ),
  ),
  applied(
    'requests and limits part by part',
    apply(
      'a',
      deploy,
      containers(container('web', { resources: { requests: { cpu: '1' }, limits: { cpu: '2' } } })),
      { status: 201 },
    ),
    apply('b', deploy, containers({ name: 'web', resources: { requests: { memory: '1Gi' } } })),
  ),
  applied(
    'replicas are left to an autoscaler',
    apply(
      'a',
      deploy,
      { ...containers(container('web')), spec: { ...containers(container('web')).spec, replicas: 2 } },
      { status: 201 },
    ),
    merge(`${deploy}/scale?fieldManager=hpa`, { spec: { replicas: 5 } }),
    apply('a', deploy, containers(container('web'))),
    get(deploy),
  ),
  applied(
    'a Service with ports',
    apply('a', `${services}/one`, service('one', { ports: [{ name: 'http', port: 80 }] }), { status: 201 }),
    apply('b', `${services}/one`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'one' },
      spec: { ports: [{ name: 'more', port: 81 }] },
    }),
  ),
  applied(
    'the status',
    apply('a', deploy, containers(container('web')), { status: 201 }),
    apply('b', `${deploy}/status`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'one' },
      status: { observedGeneration: 1, conditions: [{ type: 'Available', status: 'True' }] },
    }),
  ),
  applied(
    'labels and annotations',
    apply('a', one, map({}, { labels: { a: '1' }, annotations: { b: '2' } }), { status: 201 }),
    apply('b', one, map({}, { labels: { c: '3' } })),
    apply('a', one, map({}, { labels: { a: '1' } })),
  ),
  applied(
    'finalizers are a set',
    apply('a', one, map({}, { finalizers: ['x.example/a'] }), { status: 201 }),
    apply('b', one, map({}, { finalizers: ['x.example/b'] })),
    apply('a', one, map({})),
    merge(one, { metadata: { finalizers: null } }),
  ),
  applied(
    'owners by uid',
    apply(
      'a',
      one,
      map(
        {},
        {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Namespace', name: 'x', uid: '00000000-0000-0000-0000-000000000001' },
          ],
        },
      ),
      { status: 201 },
    ),
  ),
  applied(
    'managedFields of an update in two parts',
    post(`${configMaps}?fieldManager=one`, configMap('one')),
    merge(`${one}?fieldManager=two`, { data: { b: '2' } }),
    merge(`${one}?fieldManager=one`, { data: { b: '3' } }),
  ),
  applied(
    'the manager is the user agent',
    post(configMaps, configMap('one')),
    merge(one, { data: { b: '2' } }),
  ),
  applied(
    'managedFields are forgotten on demand',
    apply('a', one, map({ a: '1' }), { status: 201 }),
    merge(one, { metadata: { managedFields: [{}] } }),
  ),
  applied(
    'an item that others own in part stays',
    apply('a', deploy, containers(container('web'), container('side')), { status: 201 }),
    apply('b', deploy, containers({ name: 'side', env: [{ name: 'X', value: '1' }] })),
    apply('a', deploy, containers(container('web')), { status: 422 }),
  ),
]
