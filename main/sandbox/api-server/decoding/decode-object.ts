/** Objects that clients send, as ones of a kind: what a real server cannot decode is refused before it is validated. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { type ApiError, badRequest, invalid } from '../api-error.ts'
import { groupVersionOf } from '../kinds.ts'
import { typeNamed, typeOf } from '../types/types.ts'
import type { Collection, WriteOptions } from '../write-context.ts'
import { jsonName } from './json-name.ts'
import { type ReadTyped, readTyped } from './read-typed.ts'
import { scanJson } from './scan-json.ts'
import { unknownInCustom } from './unknown-in-custom.ts'
import { withoutFields } from './without-fields.ts'

/** How a refusal is told: a body's as a bad request, a patch's as an invalid patch. */
type Refuse = (why: string) => ApiError

interface Target {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** What the writer addresses: the kind, or its scale. */
export function targetOf({ kind, version }: Collection, { subresource }: WriteOptions): Target {
  return subresource === 'scale'
    ? { group: 'autoscaling', version: 'v1', kind: 'Scale' }
    : { group: kind.group, version, kind: kind.kind }
}

/** The object as the kind has it; fields that it does not have are left out, with a warning, or refused. */
export function decodeObject(at: Collection, given: unknown, options: WriteOptions): KubeObject {
  const target = targetOf(at, options)
  const body = objectOf(given)
  const said = typeof body.apiVersion === 'string' ? body.apiVersion : ''
  const version = said === '' ? target.version : (said.split('/').at(-1) ?? '')
  const refuse: Refuse = (why) =>
    badRequest(
      `${body.kind || target.kind} in version "${version}" cannot be handled as a ${target.kind}: ${why}`,
    )
  return decoded(at, target, body, options, refuse)
}

/** The same, refused in other words. */
export function decodeOr(refuse: Refuse, at: Collection, given: unknown, options: WriteOptions): KubeObject {
  return decoded(at, targetOf(at, options), objectOf(given), options, refuse)
}

/** What was sent, as an object with metadata. */
export function objectOf(given: unknown): KubeObject {
  if (!isFields(given)) throw badRequest('the object provided is unrecognized (must be an object)')
  return { ...given, metadata: given.metadata ?? {} } as unknown as KubeObject
}

function decoded(
  at: Collection,
  target: Target,
  body: KubeObject,
  options: WriteOptions,
  refuse: Refuse,
): KubeObject {
  const said = saidKind(target, body)
  const isCustom = at.kind.custom && options.subresource !== 'scale'
  const notThere = isCustom ? undefined : unknownKind(said)
  if (notThere !== undefined) throw refuse(notThere)
  const read = isCustom ? readCustom(at, body) : readBuiltIn(said, body, options)
  if (read.problem !== undefined) throw refuse(read.problem)
  if (isCustom && said.kind !== target.kind) throw wrongKind(at, body)
  if (!isCustom && (said.kind !== target.kind || said.group !== target.group))
    throw refuse(
      `converting (${said.version}.${said.kind}) to (${packageOf(target.group)}.${target.kind}): unknown conversion`,
    )
  const notes = strictNotes(read.unknown, options, isCustom)
  if (options.fieldValidation === 'Strict' && notes.length > 0)
    throw refuse(`strict decoding error: ${notes.join(', ')}`)
  if (options.fieldValidation !== 'Ignore') for (const note of notes) options.warn?.(note)
  // Custom resources keep or drop what their schema does not name as it says.
  return at.kind.custom ? body : withoutFields(body, read.unknown)
}

function readBuiltIn(target: Target, body: KubeObject, { said }: WriteOptions): ReadTyped {
  const type = typeOf(target.group, target.version, target.kind)
  if (type === undefined) return nothing
  return readTyped(type, body as unknown as Fields, said?.scanned?.fractions)
}

/** Of a custom resource only the metadata are typed. */
function readCustom(at: Collection, body: KubeObject): ReadTyped {
  const metadata = typeNamed('meta.v1.ObjectMeta')
  if (!isFields(body.metadata)) {
    const problem = `json: cannot unmarshal ${jsonName(body.metadata)} into Go value of type v1.ObjectMeta`
    return { problem, unknown: [] }
  }
  const { problem, unknown } = metadata === undefined ? nothing : readTyped(metadata, body.metadata)
  return {
    problem,
    unknown: [...unknown.map((path) => `metadata.${path}`), ...unknownInCustom(at, body).sort()],
  }
}

const nothing: ReadTyped = { problem: undefined, unknown: [] }

/** What the object says that it is; where it says nothing it is what is addressed. */
function saidKind(target: Target, { apiVersion, kind }: KubeObject): Target {
  const [version = '', group = ''] = (apiVersion || groupVersionOf(target.group, target.version))
    .split('/')
    .reverse()
  return { group, version, kind: kind || target.kind }
}

function unknownKind({ group, version, kind }: Target): string | undefined {
  if (typeOf(group, version, kind) !== undefined) return undefined
  return `no kind "${kind}" is registered for version "${groupVersionOf(group, version)}" in scheme "pkg/runtime/scheme.go:111"`
}

function wrongKind({ kind }: Collection, body: KubeObject): ApiError {
  const message = `Invalid value: ${JSON.stringify(body.kind)}: must be ${kind.kind}`
  const cause = { reason: 'FieldValueInvalid', message, field: 'kind' }
  return invalid(String(body.kind), kind, body.metadata.name ?? '', [cause])
}

const packageOf = (group: string) => (group === '' ? 'core' : group.split('.')[0])

/** Unknown fields and fields that are said twice, in the order in which they stand in the text. */
function strictNotes(unknown: readonly string[], { said }: WriteOptions, isCustom: boolean): string[] {
  const notes = unknown.map((path) => ({
    path,
    at: undefined as number | undefined,
    text: `unknown field "${path}"`,
  }))
  const repeated = said?.repeated === undefined ? [] : [said.repeated]
  const duplicates = (said?.scanned?.duplicates ?? []).filter(
    ({ path }) =>
      !unknown.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`)),
  )
  if (duplicates.length === 0 || said === undefined) return [...repeated, ...notes.map(({ text }) => text)]
  if (isCustom)
    return [...duplicates.map(({ path }) => `duplicate field "${path}"`), ...notes.map(({ text }) => text)]
  const firstAt = new Map<string, number>()
  scanJson(said.text, (path, position) => {
    if (!firstAt.has(path)) firstAt.set(path, position)
  })
  const all = [
    ...notes.map(({ path, text }) => ({ text, at: firstAt.get(path) ?? 0 })),
    ...duplicates.map(({ path, at }) => ({ text: `duplicate field "${path}"`, at })),
  ]
  return [...new Set(all.sort((a, b) => a.at - b.at).map(({ text }) => text))]
}
