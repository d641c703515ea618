/**
 * OpenAPI v3: the schemas of the built-in kinds from the table of their types, those of custom ones from their
 * definitions. A `fieldValidation` parameter tells kubectl that the server checks the fields itself.
 */
import { createHash } from 'node:crypto'
import type { Fields } from '#shared/model/fields.ts'
import { fieldsAt } from '../fields.ts'
import { groupVersionOf, type Kind } from '../kinds.ts'
import { typeNamed, typeOf } from '../types/types.ts'
import { type GroupVersion, groupVersions } from './discovery.ts'
import { addSchemas, refTo, schemaNameOf } from './openapi-types.ts'

/** Its hashes stand for what the documents hold: a client keeps a document for as long as its hash stays. */
export function openApiIndex(kinds: readonly Kind[]): Fields {
  const paths = groupVersions(kinds).map((one) => {
    const path = pathOf(one)
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(one)}` }]
  })
  return { paths: Object.fromEntries(paths) }
}

/** Kinds never change; a definition that does brings another kind. */
const hashes = new WeakMap<Kind, Map<string, string>>()

function hashOf(one: GroupVersion): string {
  const whole = createHash('sha512')
  for (const kind of one.kinds) {
    const known = hashes.get(kind) ?? new Map<string, string>()
    const found =
      known.get(one.version) ??
      createHash('sha512')
        .update(JSON.stringify(documentOf({ ...one, kinds: [kind] })))
        .digest('hex')
    hashes.set(kind, known.set(one.version, found))
    whole.update(found)
  }
  return whole.digest('hex').toUpperCase()
}

const pathOf = ({ group, version }: Pick<GroupVersion, 'group' | 'version'>) =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`

/** The document of `api/v1` or `apis/GROUP/VERSION`; undefined when it is not served. */
export function openApiDocument(kinds: readonly Kind[], path: string): Fields | undefined {
  const found = groupVersions(kinds).find((one) => pathOf(one) === path)
  return found === undefined ? undefined : documentOf(found)
}

function documentOf(one: GroupVersion): Fields {
  const schemas = new Map<string, Fields>()
  for (const kind of one.kinds) addKind(schemas, kind, one.version)
  return {
    openapi: '3.0.0',
    info: { title: 'Aviary sandbox', version: groupVersionOf(one.group, one.version) },
    paths: Object.fromEntries(one.kinds.flatMap((kind) => pathsOf(kind, one))),
    components: { schemas: Object.fromEntries(schemas) },
  }
}

function addKind(schemas: Map<string, Fields>, kind: Kind, version: string): void {
  const name = schemaName(kind, version)
  const type = typeOf(kind.group, version, kind.kind)
  if (type !== undefined) addSchemas(schemas, type)
  const schema = type === undefined ? customSchema(schemas, kind, version) : schemas.get(name)
  schemas.set(name, { ...schema, 'x-kubernetes-group-version-kind': [gvkOf(kind, version)] })
}

/** What every object has is not in the schema of a definition. */
function customSchema(schemas: Map<string, Fields>, kind: Kind, version: string): Fields {
  const schema = kind.definitions?.[version]?.schema ?? {}
  const metadata = typeNamed('meta.v1.ObjectMeta')
  if (metadata === undefined) throw new Error('the table of types has no meta.v1.ObjectMeta')
  addSchemas(schemas, metadata)
  const text = { type: 'string' }
  const properties = {
    ...fieldsAt(schema, 'properties'),
    ...{ apiVersion: text, kind: text, metadata: refTo(schemaNameOf(metadata)) },
  }
  return { type: 'object', ...schema, properties }
}

function schemaName(kind: Kind, version: string): string {
  const type = typeOf(kind.group, version, kind.kind)
  return type === undefined
    ? [...kind.group.split('.').reverse(), version, kind.kind].join('.')
    : schemaNameOf(type)
}

const gvkOf = (kind: Kind, version: string) => ({ group: kind.group, version, kind: kind.kind })

const parameter = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })
const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation', 'pretty'].map(parameter)

/**
 * Strategic merge is not named: kubectl would then work patches out from the schemas. Without it, it uses the types that
 * it was built with.
 */
const bodyTypes = {
  post: ['application/json'],
  put: ['application/json'],
  patch: ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json'],
} as const

function pathsOf(kind: Kind, one: GroupVersion): [string, Fields][] {
  const scope = kind.namespaced ? '/namespaces/{namespace}' : ''
  const collection = `/${pathOf(one)}${scope}/${kind.plural}`
  const write = (method: keyof typeof bodyTypes, action: string) => ({
    operationId: `${action}${kind.kind}`,
    parameters: writeParameters,
    requestBody: { content: contentOf(kind, one.version, bodyTypes[method]) },
    responses: { 200: { description: 'OK', content: contentOf(kind, one.version, ['application/json']) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvkOf(kind, one.version),
  })
  return [
    [collection, { post: write('post', 'post') }],
    [`${collection}/{name}`, { put: write('put', 'put'), patch: write('patch', 'patch') }],
  ]
}

function contentOf(kind: Kind, version: string, types: readonly string[]): Fields {
  const schema = { $ref: `#/components/schemas/${schemaName(kind, version)}` }
  return Object.fromEntries(types.map((type) => [type, { schema }]))
}
