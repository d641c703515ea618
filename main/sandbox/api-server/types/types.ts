/**
 * The types of the built-in kinds: which fields they have, what may stand in them and how lists in them merge. One
 * description for decoding, for unknown fields and for `kubectl explain`.
 *
 * In the table each type is a list of fields, `; ` between them, each `name type words…`. A type is a scalar or the name
 * of another type (of the same group and version where none are said); `T{}` is a map of T, `T[]` a list that is taken as
 * a whole, `T[set]` a set, `T[name]` a list whose items are told apart by `name`. The words: `required`; `atomic` (taken
 * as a whole by an apply; of the type itself where it stands first); `merge=key`, `merge`, `retainKeys` (how a strategic
 * merge patch treats it); `enum=A|B`; `go=` (Go's name of the type) and `in=` (the struct that holds the field inside of
 * its own) stand in refusals.
 */
import { builtInTypes } from './built-in-types.ts'

const scalars = [
  'string',
  'bool',
  'int32',
  'int64',
  'double',
  'bytes',
  'Time',
  'MicroTime',
  'Quantity',
  'IntOrString',
  'any',
] as const
export type Scalar = (typeof scalars)[number]

export type ValueType =
  | { readonly as: 'scalar'; readonly scalar: Scalar; readonly go: string }
  /** `type` is looked up when it is asked for: types may contain themselves. */
  | { readonly as: 'object'; readonly type: () => ObjectType; readonly go: string }
  | { readonly as: 'map'; readonly item: ValueType; readonly go: string }
  | {
      readonly as: 'list'
      readonly item: ValueType
      readonly go: string
      /** What tells items apart; empty where the list is taken as a whole. */
      readonly keys: readonly string[]
      readonly isSet: boolean
    }

export interface Field {
  readonly name: string
  readonly type: ValueType
  readonly required: boolean
  /** Server-side apply takes it as a whole. */
  readonly atomic: boolean
  /** Strategic merge: lists merge by this key, or as sets (''); undefined: the list is replaced. */
  readonly mergeKey: string | undefined
  readonly retainKeys: boolean
  readonly values: readonly string[]
  /** The struct that holds the field inside of its own, for refusals. */
  readonly holder: string | undefined
}

export interface ObjectType {
  /** `core.v1.Container` */
  readonly name: string
  /** `v1.Container` */
  readonly go: string
  /** Server-side apply takes it as a whole. */
  readonly atomic: boolean
  readonly fields: ReadonlyMap<string, Field>
}

const known = new Map<string, ObjectType>()

/** The type of a kind; undefined where it is not a built-in one. `group` is '' for the core group. */
export function typeOf(group: string, version: string, kind: string): ObjectType | undefined {
  return typeNamed(`${group === '' ? 'core' : group.split('.')[0]}.${version}.${kind}`)
}

/** By the name that the table has: `core.v1.Container`. */
export function typeNamed(name: string): ObjectType | undefined {
  const found = known.get(name)
  if (found !== undefined) return found
  const text = builtInTypes[name]
  if (text === undefined) return undefined
  const type = parseType(name, text)
  known.set(name, type)
  return type
}

/** The fields of a kind, in alphabetical order. */
export function fieldsOf(group: string, version: string, kind: string): readonly Field[] {
  return [...(typeOf(group, version, kind)?.fields.values() ?? [])]
}

function parseType(name: string, text: string): ObjectType {
  const terms = text.split('; ')
  const atomic = terms[0] === 'atomic'
  const fields = (atomic ? terms.slice(1) : terms).filter((term) => term !== '')
  return {
    name,
    go: goNameOf(name),
    atomic,
    fields: new Map(fields.map((term) => parseField(name, term)).map((field) => [field.name, field])),
  }
}

/** `core.v1.Container` is Go's `v1.Container`. */
const goNameOf = (name: string) => name.slice(name.indexOf('.') + 1)

function parseField(within: string, term: string): Field {
  const [name = '', type = '', ...words] = term.split(' ')
  const said = (word: string) => words.find((one) => one.startsWith(`${word}=`))?.slice(word.length + 1)
  return {
    name,
    type: parseValueType(within, type, said('go')),
    required: words.includes('required'),
    atomic: words.includes('atomic'),
    mergeKey: words.includes('merge') ? '' : said('merge'),
    retainKeys: words.includes('retainKeys'),
    values: said('enum')?.split('|') ?? [],
    holder: said('in'),
  }
}

function parseValueType(within: string, text: string, go: string | undefined): ValueType {
  const [, list, keys = ''] = /^(.+)\[([^\]]*)\]$/.exec(text) ?? []
  if (list !== undefined) {
    const item = parseValueType(within, list, go?.startsWith('[]') ? go.slice(2) : undefined)
    const isSet = keys === 'set'
    return {
      as: 'list',
      item,
      go: go ?? `[]${item.go}`,
      isSet,
      keys: isSet || keys === '' ? [] : keys.split(','),
    }
  }
  if (text.endsWith('{}')) {
    const item = parseValueType(within, text.slice(0, -2), undefined)
    return { as: 'map', item, go: go ?? `map[string]${item.go}` }
  }
  const scalar = scalars.find((one) => one === text)
  if (scalar !== undefined) return { as: 'scalar', scalar, go: go ?? goScalars[scalar] ?? scalar }
  const name = text.includes('.') ? text : `${within.slice(0, within.lastIndexOf('.'))}.${text}`
  return { as: 'object', type: () => requiredType(name), go: go ?? goNameOf(name) }
}

/** How Go names a scalar in a refusal, where that is not its name. */
const goScalars: Partial<Record<Scalar, string>> = {
  double: 'float64',
  bytes: '[]uint8',
  Time: 'string',
  MicroTime: 'string',
  Quantity: 'resource.Quantity',
  IntOrString: 'int32',
}

function requiredType(name: string): ObjectType {
  const type = typeNamed(name)
  if (type === undefined) throw new Error(`the table of types has no ${name}`)
  return type
}
