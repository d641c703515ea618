/** CustomResourceDefinitions: names, versions, and schemas that say what everything is. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { BadRegex, re2 } from '../../re2.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, oneOf, required, wrong } from './causes.ts'
import { ruleDefinitionCauses } from './definition-rules.ts'

export function definitionCauses(definition: KubeObject): Cause[] {
  const spec = fieldsAt(definition, 'spec')
  const wanted = `${textAt(spec, 'names', 'plural')}.${textAt(spec, 'group')}`
  const { name } = definition.metadata
  return [
    ...(name === wanted ? [] : [wrong('metadata.name', name, `must be spec.names.plural+"."+spec.group`)]),
    ...(spec.scope === undefined || spec.scope === ''
      ? [required('spec.scope')]
      : oneOf('spec.scope', spec.scope, ['Cluster', 'Namespaced'])),
    ...versionsCauses(listAt(spec, 'versions')),
    ...nameCauses(fieldsAt(spec, 'names')),
  ]
}

/** In the order of the server; those that come from the kind are missing with it. */
const nameCauses = (names: Fields): Cause[] =>
  ['plural', 'singular', 'kind', 'listKind'].flatMap((field) => {
    const isMissing = !names[field] || (field === 'listKind' && !names.kind)
    return isMissing ? [required(`spec.names.${field}`)] : []
  })

function versionsCauses(versions: readonly unknown[]): Cause[] {
  const stored = versions.filter((version) => fieldsAt({ version }, 'version').storage === true)
  return [
    ...(stored.length === 1
      ? []
      : [
          wrong(
            'spec.versions',
            versions.map(within),
            'must have exactly one version marked as storage version',
          ),
        ]),
    ...schemasCauses(versions),
    ...storedCauses(stored.map((version) => textAt(version, 'name'))),
  ]
}

function storedCauses(names: readonly string[]): Cause[] {
  const at = 'status.storedVersions'
  if (names.length === 0) return [wrong(at, null, 'must have at least one stored version')]
  if (names.length === 1) return []
  return [wrong(at, names.slice(0, 1), `must have the storage version ${names.at(-1)}`)]
}

/** A version as the server holds it within. */
const within = (version: unknown) => {
  const { name = '', served = false, storage = false } = fieldsAt({ version }, 'version')
  return {
    ...{ Name: name, Served: served, Storage: storage, Deprecated: false, DeprecationWarning: null },
    ...{ Schema: null, Subresources: null, AdditionalPrinterColumns: null, SelectableFields: null },
  }
}

/** What all versions have in common is told of the definition as a whole. */
function schemasCauses(versions: readonly unknown[]): Cause[] {
  return versions.flatMap((version, index) => {
    const schema = fieldsAt({ version }, 'version', 'schema').openAPIV3Schema
    const at = `spec.versions[${index}].schema.openAPIV3Schema`
    if (!isFields(schema)) return [required(at)]
    const path = versions.length === 1 ? 'spec.validation.openAPIV3Schema' : at
    const found = typeCauses(schema, path)
    return found.length > 0 ? found : ruleDefinitionCauses(schema, path)
  })
}

const typeless = ['x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields']

/** A schema is structural when everything that it names has a type. Its patterns have to be Go's. */
function typeCauses(schema: Fields, path: string): Cause[] {
  return [
    ...Object.entries(fieldsAt(schema, 'properties')).flatMap(([name, inner]) =>
      innerCauses(inner, `${path}.properties[${name}]`, 'specified object fields'),
    ),
    ...innerCauses(schema.items, `${path}.items`, 'specified array items'),
    ...innerCauses(schema.additionalProperties, `${path}.additionalProperties`, 'specified object fields'),
    ...patternCauses(schema, path),
  ]
}

const alternatives = ['anyOf', 'allOf', 'oneOf']

function patternCauses(schema: Fields, path: string): Cause[] {
  const inside = [
    ...alternatives.flatMap((name) =>
      listAt(schema, name).map((inner, index) => [inner, `${path}.${name}[${index}]`] as const),
    ),
    [schema.not, `${path}.not`] as const,
  ]
  return [
    ...inside.flatMap(([inner, at]) => (isFields(inner) ? nestedPatternCauses(inner, at) : [])),
    ...badPatternCauses(textAt(schema, 'pattern'), `${path}.pattern`),
  ]
}

/** An alternative says types of nothing, but may say patterns of all that is within. */
function nestedPatternCauses(schema: Fields, path: string): Cause[] {
  const properties = Object.entries(fieldsAt(schema, 'properties'))
  const inside = [
    ...properties.map(([name, inner]) => [inner, `${path}.properties[${name}]`] as const),
    [schema.items, `${path}.items`] as const,
    [schema.additionalProperties, `${path}.additionalProperties`] as const,
  ]
  return [
    ...inside.flatMap(([inner, at]) => (isFields(inner) ? nestedPatternCauses(inner, at) : [])),
    ...patternCauses(schema, path),
  ]
}

function badPatternCauses(pattern: string, path: string): Cause[] {
  try {
    re2(pattern)
    return []
  } catch (error) {
    if (!(error instanceof BadRegex)) throw error
    return [wrong(path, pattern, `must be a valid regular expression, but isn't: ${error.message}`)]
  }
}

function innerCauses(schema: unknown, path: string, what: string): Cause[] {
  if (!isFields(schema)) return []
  const hasType = textAt(schema, 'type') !== '' || typeless.some((field) => schema[field] === true)
  return [
    ...typeCauses(schema, path),
    ...(hasType ? [] : [required(`${path}.type`, `must not be empty for ${what}`)]),
  ]
}
