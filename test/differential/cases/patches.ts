import { type Case, differential, get, jsonPatch, merge, patchAs, post, strategic } from '../case.ts'
import {
  configMap,
  configMaps,
  container,
  deployment,
  deployments,
  pod,
  pods,
  service,
  services,
  template,
} from '../objects.ts'

const one = `${deployments}/one`
const prepared = post(
  deployments,
  deployment(
    'one',
    template('one', {
      containers: [
        container('web', {
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
          ports: [{ containerPort: 80 }],
        }),
        container('side'),
      ],
      volumes: [{ name: 'v', emptyDir: {} }],
      tolerations: [{ key: 'a', operator: 'Exists' }],
    }),
  ),
  { prepares: true },
)
const inPod = (spec: object) => ({ spec: { template: { spec } } })

const strategicCase = (name: string, patch: unknown, status = 200): Case =>
  differential(`strategic: ${name}`, prepared, strategic(one, patch, { status }))
const mergeCase = (name: string, patch: unknown, status = 200): Case =>
  differential(`merge: ${name}`, prepared, merge(one, patch, { status }))
const jsonCase = (name: string, patch: unknown, status = 200): Case =>
  differential(
    `json: ${name}`,
    post(configMaps, configMap('one', { a: '1', 'x.y': '2' }), { prepares: true }),
    jsonPatch(`${configMaps}/one`, patch, { status }),
  )

export const patches: readonly Case[] = [
  strategicCase('one container of two', inPod({ containers: [{ name: 'web', image: 'web:2' }] })),
  strategicCase('a new container comes first', inPod({ containers: [container('new')] })),
  strategicCase('a container goes', inPod({ containers: [{ name: 'side', $patch: 'delete' }] })),
  strategicCase('containers are replaced', inPod({ containers: [{ $patch: 'replace' }, container('only')] })),
  strategicCase(
    'the order of containers',
    inPod({
      $setElementOrder: undefined,
      '$setElementOrder/containers': [{ name: 'side' }, { name: 'web' }],
      containers: [{ name: 'web', image: 'web:3' }],
    }),
  ),
  strategicCase(
    'the order alone',
    inPod({ '$setElementOrder/containers': [{ name: 'side' }, { name: 'web' }] }),
  ),
  strategicCase(
    'a variable is changed and one is added',
    inPod({
      containers: [
        {
          name: 'web',
          env: [
            { name: 'B', value: '3' },
            { name: 'C', value: '4' },
          ],
        },
      ],
    }),
  ),
  strategicCase(
    'a variable goes',
    inPod({ containers: [{ name: 'web', env: [{ name: 'A', $patch: 'delete' }] }] }),
  ),
  strategicCase(
    'ports merge by number',
    inPod({
      containers: [{ name: 'web', ports: [{ containerPort: 81 }, { containerPort: 80, name: 'http' }] }],
    }),
  ),
  strategicCase(
    'lists without a key are replaced',
    inPod({ tolerations: [{ key: 'b', operator: 'Exists' }] }),
  ),
  strategicCase(
    'a volume with other sources',
    inPod({ volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'x' } }] }),
  ),
  strategicCase('null takes a field away', { spec: { replicas: null, revisionHistoryLimit: null } }),
  strategicCase('the strategy with retained keys', {
    spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
  }),
  strategicCase('annotations of the template', {
    spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } } },
  }),
  strategicCase('a map is replaced', { metadata: { labels: { $patch: 'replace', z: '1' } } }),
  strategicCase('an object is deleted', {
    spec: { template: { spec: { securityContext: { $patch: 'delete' } } } },
  }),
  strategicCase('nothing', {}),
  strategicCase('an item without its key', inPod({ containers: [{ image: 'x' }] }), 500),
  strategicCase('what is not valid afterwards', { spec: { replicas: -1 } }, 422),
  strategicCase('a wrong type', { spec: { replicas: 'many' } }, 422),
  strategicCase('an unknown directive', { spec: { $patch: 'twist' } }, 500),
  strategicCase(
    'a wrong version in the patch',
    { metadata: { resourceVersion: '1' }, spec: { replicas: 2 } },
    409,
  ),
  strategicCase('another name in the patch', { metadata: { name: 'two' } }, 400),
  strategicCase('an unknown field', { spec: { replicaz: 2 } }),
  differential(
    'strategic: an unknown field, strictly',
    prepared,
    strategic(`${one}?fieldValidation=Strict`, { spec: { replicaz: 2 } }, { status: 422 }),
  ),
  differential(
    'strategic: finalizers are a set',
    post(configMaps, configMap('one', {}, { finalizers: ['a.example/x', 'a.example/y'] }), {
      prepares: true,
    }),
    strategic(`${configMaps}/one`, { metadata: { finalizers: ['a.example/z'] } }),
    strategic(`${configMaps}/one`, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a.example/x'] } }),
    merge(`${configMaps}/one`, { metadata: { finalizers: null } }),
  ),
  differential(
    'strategic: ports of a Service merge by number',
    post(
      services,
      service('one', {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81 },
        ],
      }),
      { prepares: true },
    ),
    strategic(`${services}/one`, {
      spec: {
        ports: [
          { port: 81, targetPort: 8081 },
          { name: 'c', port: 82 },
        ],
      },
    }),
  ),
  differential(
    'strategic: conditions of a pod merge by type',
    post(pods, pod('one'), { prepares: true }),
    strategic(`${pods}/one/status`, { status: { conditions: [{ type: 'Ready', status: 'False' }] } }),
    strategic(`${pods}/one/status`, {
      status: {
        phase: 'Running',
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'Initialized', status: 'True' },
        ],
      },
    }),
  ),
  mergeCase('lists are replaced', inPod({ containers: [container('only')] })),
  mergeCase('null takes away', { spec: { replicas: null, minReadySeconds: null } }),
  mergeCase('labels are merged', { metadata: { labels: { a: '1' }, annotations: { b: '2' } } }),
  mergeCase('a current version in the patch is checked', { metadata: { resourceVersion: '1' } }, 409),
  mergeCase(
    'a uid in the patch is checked',
    { metadata: { uid: '00000000-0000-0000-0000-000000000001' } },
    422,
  ),
  mergeCase('nothing changes', { spec: { replicas: 1 } }),
  mergeCase('no object', [], 400),
  mergeCase('no JSON', '{', 400),
  mergeCase('the status is not touched', { status: { replicas: 5 }, spec: { replicas: 2 } }),
  mergeCase('what is not valid afterwards', { spec: { template: { spec: { containers: null } } } }, 422),
  mergeCase('another namespace', { metadata: { namespace: 'other' } }, 400),
  mergeCase('another kind', { kind: 'StatefulSet' }, 422),
  mergeCase('the spec goes', { spec: null }, 422),
  jsonCase('add, replace, remove', [
    { op: 'add', path: '/data/b', value: '2' },
    { op: 'replace', path: '/data/a', value: '3' },
    { op: 'remove', path: '/data/x.y' },
  ]),
  jsonCase('move and copy', [
    { op: 'copy', from: '/data/a', path: '/data/c' },
    { op: 'move', from: '/data/x.y', path: '/data/d' },
  ]),
  jsonCase('a test that holds', [
    { op: 'test', path: '/data/a', value: '1' },
    { op: 'add', path: '/data/b', value: 'x' },
  ]),
  jsonCase('a test that fails', [{ op: 'test', path: '/data/a', value: '2' }], 422),
  jsonCase('a path that is not there', [{ op: 'replace', path: '/data/none/deep', value: '2' }], 422),
  jsonCase('removing what is not there', [{ op: 'remove', path: '/data/none' }], 422),
  jsonCase('escaped paths', [
    { op: 'add', path: '/metadata/annotations', value: {} },
    { op: 'add', path: '/metadata/annotations/a.example~1b', value: 'c' },
  ]),
  jsonCase('an unknown operation', [{ op: 'twist', path: '/data/a' }], 422),
  jsonCase('no list', { op: 'remove' }, 400),
  jsonCase('a name', [{ op: 'replace', path: '/metadata/name', value: 'two' }], 400),
  jsonCase('nothing', []),
  differential(
    'json: the end of a list',
    prepared,
    jsonPatch(one, [{ op: 'add', path: '/spec/template/spec/containers/-', value: container('last') }]),
  ),
  differential(
    'json: an item of a list',
    prepared,
    jsonPatch(one, [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'web:9' }]),
  ),
  differential(
    'kubectl rollout undo replaces the template with one that has no defaults',
    prepared,
    get(one, { prepares: true, save: 'made' }),
    jsonPatch(one, [
      {
        op: 'replace',
        path: '/spec/template',
        value: {
          metadata: { creationTimestamp: null, labels: { app: 'one' } },
          spec: { containers: [container('web')] },
        },
      },
    ]),
  ),
  differential('a patch of an unknown type', prepared, patchAs('application/json', one, {}, { status: 415 })),
  differential('a patch without a type', prepared, patchAs('', one, {}, { status: 415 })),
]
