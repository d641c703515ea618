/** The types of the built-in kinds as OpenAPI schemas, under the names that a real API server has for them. */
import type { Fields } from '#shared/model/fields.ts'
import type { Field, ObjectType, Scalar, ValueType } from '../types/types.ts'

export const refTo = (schemaName: string): Fields => ({ $ref: `#/components/schemas/${schemaName}` })

const machinery = 'io.k8s.apimachinery.pkg'
const packages: Readonly<Record<string, string>> = {
  meta: `${machinery}.apis.meta`,
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
}

/** `io.k8s.api.core.v1.Container` of `core.v1.Container` */
export function schemaNameOf({ name }: ObjectType): string {
  const group = name.slice(0, name.indexOf('.'))
  return `${packages[group] ?? `io.k8s.api.${group}`}${name.slice(group.length)}`
}

/** Adds the type and all that it leads to. */
export function addSchemas(schemas: Map<string, Fields>, type: ObjectType): void {
  const name = schemaNameOf(type)
  if (schemas.has(name)) return
  const required = [...type.fields.values()].filter((field) => field.required).map((field) => field.name)
  schemas.set(name, {
    type: 'object',
    properties: Object.fromEntries(
      [...type.fields.values()].map((field) => [field.name, fieldSchema(field)]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(type.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  })
  for (const field of type.fields.values()) addInner(schemas, field.type)
}

function addInner(schemas: Map<string, Fields>, type: ValueType): void {
  if (type.as === 'object') addSchemas(schemas, type.type())
  else if (type.as !== 'scalar') addInner(schemas, type.item)
  else {
    const { name, ...schema } = scalarSchemas[type.scalar]
    if (name !== undefined) schemas.set(name, schema)
  }
}

function fieldSchema(field: Field): Fields {
  const strategies = [
    ...(field.mergeKey === undefined ? [] : ['merge']),
    ...(field.retainKeys ? ['retainKeys'] : []),
  ]
  const said = {
    ...(field.values.length === 0 ? {} : { enum: field.values }),
    ...(field.atomic && field.type.as === 'map' ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...(strategies.length === 0 ? {} : { 'x-kubernetes-patch-strategy': strategies.join(',') }),
    ...(field.mergeKey ? { 'x-kubernetes-patch-merge-key': field.mergeKey } : {}),
  }
  const schema = valueSchema(field.type)
  // Nothing may stand beside a reference.
  return '$ref' in schema && Object.keys(said).length > 0
    ? { allOf: [schema], ...said }
    : { ...schema, ...said }
}

function valueSchema(type: ValueType): Fields {
  if (type.as === 'object') return refTo(schemaNameOf(type.type()))
  if (type.as === 'map') return { type: 'object', additionalProperties: valueSchema(type.item) }
  if (type.as === 'list')
    return {
      type: 'array',
      items: valueSchema(type.item),
      'x-kubernetes-list-type': type.isSet ? 'set' : type.keys.length > 0 ? 'map' : 'atomic',
      ...(type.keys.length === 0 ? {} : { 'x-kubernetes-list-map-keys': type.keys }),
    }
  const { name, ...schema } = scalarSchemas[type.scalar]
  return name === undefined ? schema : refTo(name)
}

interface ScalarSchema extends Fields {
  /** Of those that stand for themselves among the schemas. */
  readonly name?: string
}
const scalarSchemas: Readonly<Record<Scalar, ScalarSchema>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
  any: { 'x-kubernetes-preserve-unknown-fields': true },
  Time: { name: `${machinery}.apis.meta.v1.Time`, type: 'string', format: 'date-time' },
  MicroTime: { name: `${machinery}.apis.meta.v1.MicroTime`, type: 'string', format: 'date-time' },
  Quantity: {
    name: `${machinery}.api.resource.Quantity`,
    oneOf: [{ type: 'string' }, { type: 'number' }],
  },
  IntOrString: {
    name: `${machinery}.util.intstr.IntOrString`,
    oneOf: [{ type: 'integer' }, { type: 'string' }],
    format: 'int-or-string',
  },
}
