/** The scale subresource: applied, of other names, of custom resources by their own paths. */
import { apply, type Case, differential, get, jsonPatch, merge, post, put, until } from '../case.ts'
import {
  custom,
  definition,
  definitions,
  deployment,
  deployments,
  inNamespace,
  workload,
} from '../objects.ts'

const deploy = `${deployments}/one`
const deployed = post(deployments, deployment('one'), { save: 'made', prepares: true })
const stateful = inNamespace('apps/v1', 'statefulsets')
const scale = (replicas: unknown, metadata: object = {}) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'one', namespace: '{ns}', ...metadata },
  spec: { replicas },
})
const paths = {
  specReplicasPath: '.spec.eggs',
  statusReplicasPath: '.status.hatched',
  labelSelectorPath: '.spec.note',
}
function scaled(plural: string, scalePaths: object, spec: object = { eggs: 2, note: 'a=b' }) {
  const kind = plural.charAt(0).toUpperCase() + plural.slice(1, -1)
  const all = inNamespace('birds.example/v1', plural)
  const note = { type: 'string' }
  const schema = {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { eggs: { type: 'integer', maximum: 9 }, note } },
      status: { type: 'object', properties: { hatched: { type: 'integer' } } },
    },
  }
  return {
    all,
    one: `${all}/one`,
    prepared: [
      post(
        definitions,
        definition(plural, kind, {
          schema: { openAPIV3Schema: schema },
          subresources: { status: {}, scale: scalePaths },
        }),
        { prepares: true },
      ),
      until(all),
      post(all, custom(kind, 'one', spec as Record<string, unknown>), { prepares: true }),
    ],
  }
}
const shrikes = scaled('shrikes', paths)
const cranes = scaled('cranes', paths)
const geese = scaled('gannets', { specReplicasPath: '.spec.eggs', statusReplicasPath: '.status.hatched' })
const empty = scaled('egrets', paths, {})
const applied = scaled('herons', paths)

export const scales: readonly Case[] = [
  differential('applied without force', deployed, apply('a', `${deploy}/scale`, scale(3), { status: 409 })),
  differential(
    'applied with the same number',
    deployed,
    apply('a', `${deploy}/scale`, scale(1)),
    get(deploy),
  ),
  differential(
    'applied twice',
    deployed,
    apply('a', `${deploy}/scale`, scale(3), { force: true }),
    apply('a', `${deploy}/scale`, scale(4)),
    get(deploy),
  ),
  differential(
    'applied, then by another',
    deployed,
    apply('a', `${deploy}/scale`, scale(3), { force: true }),
    apply('b', `${deploy}/scale`, scale(5), { status: 409 }),
    merge(`${deploy}/scale`, { spec: { replicas: 6 } }),
    get(deploy),
  ),
  differential(
    'applied to a StatefulSet',
    post(stateful, workload('StatefulSet', 'one', { serviceName: 'one' }), { prepares: true }),
    apply('a', `${stateful}/one/scale`, scale(3), { force: true }),
  ),
  differential('applied to what is not there', apply('a', `${deploy}/scale`, scale(3), { status: 404 })),
  differential(
    'applied as what it is not',
    deployed,
    apply(
      'a',
      `${deploy}/scale`,
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'one' } },
      { status: 400 },
    ),
  ),
  differential(
    'a JSON patch that tests first',
    deployed,
    jsonPatch(`${deploy}/scale`, [
      { op: 'test', path: '/spec/replicas', value: 1 },
      { op: 'replace', path: '/spec/replicas', value: 2 },
    ]),
    get(deploy, { prepares: true }),
  ),
  differential(
    'replaced by a body without a name',
    deployed,
    put(
      `${deploy}/scale`,
      { apiVersion: 'autoscaling/v1', kind: 'Scale', spec: { replicas: 2 } },
      { status: 400 },
    ),
  ),
  differential(
    'replaced in another namespace',
    deployed,
    put(`${deploy}/scale`, scale(2, { namespace: 'elsewhere' }), { status: 400 }),
  ),
  differential('of a custom resource, with a selector', ...shrikes.prepared, get(`${shrikes.one}/scale`)),
  differential(
    'of a custom resource, replaced',
    ...cranes.prepared,
    put(`${cranes.one}/scale`, scale(5)),
    get(cranes.one),
    merge(`${cranes.one}/status`, { status: { hatched: 3 } }, { prepares: true }),
    get(`${cranes.one}/scale`),
  ),
  differential(
    'of a custom resource, more than its schema allows',
    ...geese.prepared,
    merge(`${geese.one}/scale`, { spec: { replicas: 11 } }, { status: 422 }),
  ),
  differential(
    'of a custom resource that says no number',
    ...empty.prepared,
    get(`${empty.one}/scale`, { status: 500 }),
    merge(`${empty.one}/scale`, { spec: { replicas: 1 } }),
    get(empty.one),
  ),
  differential(
    'of a custom resource, applied',
    ...applied.prepared,
    apply('a', `${applied.one}/scale`, scale(4), { force: true, status: 500 }),
    get(applied.one),
  ),
]
