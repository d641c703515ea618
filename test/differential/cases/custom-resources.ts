import {
  apply,
  type Case,
  del,
  differential,
  get,
  jsonPatch,
  merge,
  patchAs,
  post,
  put,
  until,
} from '../case.ts'
import {
  custom,
  definition,
  definitions,
  inNamespace,
  nestSchema,
  virtualService,
  virtualServices,
} from '../objects.ts'

/** Every case has a kind of its own: definitions are not in namespaces, and cases may run in any order. */
function kindOf(plural: string, version: object = {}, spec: object = {}) {
  const kind = plural.charAt(0).toUpperCase() + plural.slice(1, -1)
  const all = inNamespace('birds.example/v1', plural)
  return {
    kind,
    all,
    one: `${all}/one`,
    make: (objectSpec?: object) => custom(kind, 'one', objectSpec as Record<string, unknown>),
    define: [
      post(
        definitions,
        definition(plural, kind, version as Record<string, unknown>, spec as Record<string, unknown>),
        { prepares: true },
      ),
      until(all),
    ],
  }
}

const crudOf = kindOf('larks')
const statusOf = kindOf('robins', { subresources: { status: {} } })
const scaleOf = kindOf('wrens', {
  subresources: {
    status: {},
    scale: { specReplicasPath: '.spec.eggs', statusReplicasPath: '.status.hatched' },
  },
})
const applied = kindOf('finches')
const printed = kindOf('owls', {
  additionalPrinterColumns: [{ name: 'Eggs', type: 'integer', jsonPath: '.spec.eggs' }],
})
const patched = kindOf('swans')
const versioned = kindOf(
  'geeses',
  {},
  {
    versions: [
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: nestSchema } },
      { name: 'v1beta1', served: true, storage: false, schema: { openAPIV3Schema: nestSchema } },
      { name: 'v1alpha1', served: false, storage: false, schema: { openAPIV3Schema: nestSchema } },
    ],
  },
)
const wide = kindOf(
  'storks',
  {},
  {
    scope: 'Namespaced',
    names: {
      plural: 'storks',
      kind: 'Stork',
      singular: 'stork',
      shortNames: ['stk'],
      categories: ['all', 'birds'],
    },
  },
)
const checked = kindOf('hawks')
const refusedSpecs: readonly [string, Record<string, unknown>][] = [
  ['a required field is missing', {}],
  ['a number is too small', { eggs: -1 }],
  ['a number is too large', { eggs: 10 }],
  ['a text where a number should be', { eggs: 'two' }],
  ['a fraction where an integer should be', { eggs: 1.5 }],
  ['a value that is not of the list', { eggs: 1, tree: 'birch' }],
  ['a text that is too long', { eggs: 1, note: 'abcdef' }],
  ['a text that does not match', { eggs: 1, note: 'A1' }],
  ['too many items', { eggs: 1, tags: ['a', 'b', 'c', 'd'] }],
  ['an item twice in a set', { eggs: 1, tags: ['a', 'a'] }],
  ['a key twice in a map list', { eggs: 1, twigs: [{ name: 'a' }, { name: 'a' }] }],
  ['an item without its key', { eggs: 1, twigs: [{ length: 1 }] }],
  ['an item of a wrong type', { eggs: 1, tags: [1] }],
  ['null where a value should be', { eggs: null }],
  ['a wrong type in a map', { eggs: 1, labels: { a: 1 } }],
  ['a list where an object should be', { eggs: 1, anything: [] }],
  ['neither number nor text', { eggs: 1, port: true }],
]
const group = (name: string, ...steps: Case['steps']): Case => differential(name, ...steps)
const brokenDefinition = (name: string, change: (made: ReturnType<typeof definition>) => object): Case =>
  differential(`refused: ${name}`, post(definitions, change(definition('broken', 'Broken')), { status: 422 }))

export const customResources: readonly Case[] = [
  group(
    'create, read, replace, delete',
    ...crudOf.define,
    post(crudOf.all, crudOf.make(), { save: 'made' }),
    get(crudOf.one),
    put(crudOf.one, crudOf.make({ eggs: 3 }), { status: 422 }),
    put(crudOf.one, {
      ...crudOf.make({ eggs: 3 }),
      metadata: { name: 'one', resourceVersion: '{made.metadata.resourceVersion}' },
    }),
    get(crudOf.all),
    del(crudOf.one),
    get(crudOf.one, { status: 404 }),
  ),
  group(
    'a schema refuses',
    ...checked.define,
    ...refusedSpecs.map(([, spec]) => post(checked.all, checked.make(spec), { status: 422 })),
  ),
  group(
    'a schema lets through',
    ...kindOf('eagles').define,
    post(
      kindOf('eagles').all,
      custom('Eagle', 'one', {
        eggs: 1,
        tags: ['a', 'b'],
        twigs: [{ name: 'a', length: 1 }],
        labels: { a: 'b' },
        port: '80',
        anything: { deep: { er: [1] } },
        open: true,
      }),
    ),
  ),
  group(
    'defaults of a schema',
    ...kindOf('gulls').define,
    post(kindOf('gulls').all, custom('Gull', 'one', { eggs: 1 })),
  ),
  group(
    'unknown fields are dropped',
    ...kindOf('ducks').define,
    post(kindOf('ducks').all, {
      ...custom('Duck', 'one', { eggs: 1, wings: 2, anything: { kept: 1 } }),
      extra: 1,
    }),
    get(kindOf('ducks').one),
  ),
  group(
    'unknown fields are refused, strictly',
    ...kindOf('doves').define,
    post(`${kindOf('doves').all}?fieldValidation=Strict`, custom('Dove', 'one', { eggs: 1, wings: 2 }), {
      status: 400,
    }),
  ),
  group(
    'unknown fields with a warning',
    ...kindOf('crows').define,
    post(`${kindOf('crows').all}?fieldValidation=Warn`, custom('Crow', 'one', { eggs: 1, wings: 2 })),
  ),
  group(
    'the status without its subresource',
    ...kindOf('terns').define,
    post(kindOf('terns').all, { ...custom('Tern', 'one'), status: { hatched: 1 } }),
    merge(`${kindOf('terns').one}/status`, { status: { hatched: 2 } }, { status: 404 }),
  ),
  group(
    'the status with its subresource',
    ...statusOf.define,
    post(statusOf.all, { ...statusOf.make(), status: { hatched: 1 } }),
    merge(`${statusOf.one}/status`, { spec: { eggs: 5 }, status: { hatched: 2 } }),
    merge(statusOf.one, { spec: { eggs: 6 }, status: { hatched: 3 } }),
    merge(`${statusOf.one}/status`, { status: { hatched: 'x' } }, { status: 422 }),
    get(`${statusOf.one}/status`),
  ),
  group(
    'a scale',
    ...scaleOf.define,
    post(scaleOf.all, scaleOf.make(), { prepares: true }),
    get(`${scaleOf.one}/scale`),
    merge(`${scaleOf.one}/scale`, { spec: { replicas: 4 } }),
    get(scaleOf.one),
  ),
  group(
    'patches',
    ...patched.define,
    post(patched.all, patched.make(), { prepares: true }),
    merge(patched.one, { spec: { note: 'abc' } }),
    jsonPatch(patched.one, [{ op: 'add', path: '/spec/tags', value: ['a'] }]),
    patchAs('application/strategic-merge-patch+json', patched.one, {}, { status: 415 }),
    merge(patched.one, { spec: { eggs: null } }, { status: 422 }),
  ),
  group(
    'apply with list types',
    ...applied.define,
    apply('a', applied.one, applied.make({ eggs: 1, twigs: [{ name: 'a', length: 1 }], tags: ['x'] }), {
      status: 201,
    }),
    apply('b', applied.one, applied.make({ eggs: 1, twigs: [{ name: 'b', length: 2 }], tags: ['y'] })),
    apply('a', applied.one, applied.make({ eggs: 1 })),
  ),
  group(
    'apply with a list that is one whole',
    ...kindOf('rooks').define,
    apply('a', kindOf('rooks').one, custom('Rook', 'one', { eggs: 1, straws: [{ name: 'a' }] }), {
      status: 201,
    }),
    apply('b', kindOf('rooks').one, custom('Rook', 'one', { eggs: 1, straws: [{ name: 'b' }] }), {
      status: 409,
    }),
  ),
  group(
    'columns of a table',
    ...printed.define,
    post(printed.all, printed.make(), { prepares: true }),
    get(`${printed.all}?includeObject=None`, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }),
  ),
  group(
    'two versions of a kind',
    ...versioned.define,
    post(versioned.all, versioned.make(), { prepares: true }),
    get(inNamespace('birds.example/v1beta1', 'geeses', 'one')),
    get(inNamespace('birds.example/v1alpha1', 'geeses'), { status: 404 }),
  ),
  group(
    'discovery of a kind',
    ...wide.define,
    get('/apis/birds.example/v1', {
      only: { list: 'resources', key: 'name', names: ['storks', 'storks/status'] },
    }),
  ),
  group(
    'a definition as it is stored',
    post(definitions, definition('kites', 'Kite'), { prepares: true }),
    until(inNamespace('birds.example/v1', 'kites')),
    get(`${definitions}/kites.birds.example`),
  ),
  group(
    'generations count changes of the content',
    ...kindOf('tits').define,
    post(kindOf('tits').all, custom('Tit', 'one', { eggs: 1 })),
    merge(kindOf('tits').one, { metadata: { labels: { a: 'b' } } }),
    merge(kindOf('tits').one, { spec: { eggs: 2 } }),
  ),
  group(
    'a VirtualService',
    post(virtualServices, virtualService('one')),
    get(inNamespace('networking.istio.io/v1beta1', 'virtualservices', 'one')),
    merge(`${virtualServices}/one`, { spec: { hosts: ['two'] } }),
  ),
  group(
    'a VirtualService, applied twice',
    apply('a', `${virtualServices}/one`, virtualService('one'), { status: 201 }),
    apply('b', `${virtualServices}/one`, virtualService('one', { hosts: ['two'] }), { status: 409 }),
    apply('b', `${virtualServices}/one`, virtualService('one', { hosts: ['two'] }), { force: true }),
  ),
  group(
    'a DestinationRule',
    post(inNamespace('networking.istio.io/v1', 'destinationrules'), {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'one' },
      spec: { host: 'one', subsets: [{ name: 'v1', labels: { version: 'v1' } }] },
    }),
  ),
  brokenDefinition('a name that is not that of its kind', (made) => ({
    ...made,
    metadata: { name: 'other.birds.example' },
  })),
  brokenDefinition('no versions', (made) => ({ ...made, spec: { ...made.spec, versions: [] } })),
  brokenDefinition('no kind', (made) => ({ ...made, spec: { ...made.spec, names: { plural: 'broken' } } })),
  brokenDefinition('no scope', ({ spec: { scope: _, ...spec }, ...made }) => ({ ...made, spec })),
  brokenDefinition('no schema', (made) => ({
    ...made,
    spec: { ...made.spec, versions: [{ name: 'v1', served: true, storage: true }] },
  })),
  brokenDefinition('two storage versions', (made) => ({
    ...made,
    spec: {
      ...made.spec,
      versions: ['v1', 'v2'].map((name) => ({
        name,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: nestSchema },
      })),
    },
  })),
  brokenDefinition('a schema that is not structural', (made) => ({
    ...made,
    spec: {
      ...made.spec,
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: { properties: { a: {} } } } } },
        },
      ],
    },
  })),
]
