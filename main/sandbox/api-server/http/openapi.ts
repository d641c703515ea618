/**
 * OpenAPI v3, as much as kubectl needs of it: a `fieldValidation` parameter tells it that the server checks the fields,
 * so the schemas of built-in kinds stay open. Custom resources bring their own.
 */
import type { Fields } from '../fields.ts'
import { groupVersionOf, type Kind } from '../kinds.ts'
import { type GroupVersion, groupVersions } from './discovery.ts'

export function openApiIndex(kinds: readonly Kind[]): Fields {
  const paths = groupVersions(kinds).map((one) => {
    const path = pathOf(one)
    const hash = [...`${path}${one.kinds.length}`].reduce(
      (sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0,
      7,
    )
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash.toString(16).toUpperCase()}` }]
  })
  return { paths: Object.fromEntries(paths) }
}

const pathOf = ({ group, version }: Pick<GroupVersion, 'group' | 'version'>) =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`

/** The document of `api/v1` or `apis/GROUP/VERSION`; undefined when it is not served. */
export function openApiDocument(kinds: readonly Kind[], path: string): Fields | undefined {
  const found = groupVersions(kinds).find((one) => pathOf(one) === path)
  if (found === undefined) return undefined
  const { group, version } = found
  return {
    openapi: '3.0.0',
    info: { title: 'Aviary sandbox', version: groupVersionOf(group, version) },
    paths: Object.fromEntries(found.kinds.flatMap((kind) => pathsOf(kind, found))),
    components: {
      schemas: Object.fromEntries(
        found.kinds.map((kind) => [schemaName(kind, version), schemaOf(kind, version)]),
      ),
    },
  }
}

const schemaName = (kind: Kind, version: string) =>
  [...(kind.group === '' ? 'core.api.k8s.io' : kind.group).split('.').reverse(), version, kind.kind].join('.')

const gvkOf = (kind: Kind, version: string) => ({ group: kind.group, version, kind: kind.kind })

function schemaOf(kind: Kind, version: string): Fields {
  const schema = kind.definitions?.[version]?.schema ?? { type: 'object' }
  return { ...schema, 'x-kubernetes-group-version-kind': [gvkOf(kind, version)] }
}

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
