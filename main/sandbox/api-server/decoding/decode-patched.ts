/** What patches and applies make of an object, as one of its kind. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { type ApiError, badRequest, failure, invalid } from '../api-error.ts'
import { withoutNulls } from '../fields.ts'
import { groupVersionOf } from '../kinds.ts'
import { type PatchType, patched } from '../patching.ts'
import { typeNamed, typeOf } from '../types/types.ts'
import type { Collection, WriteOptions } from '../write-context.ts'
import { applyProblems } from './apply-problems.ts'
import { decodeOr, objectOf, targetOf } from './decode-object.ts'
import { goText } from './go-text.ts'
import { restoreProblem } from './restore-problem.ts'
import { unknownInCustom } from './unknown-in-custom.ts'

/** The object with the patch in it; refused as an invalid patch where it is none of the kind any more. */
export function decodePatched(
  at: Collection,
  type: Exclude<PatchType, 'apply'>,
  shown: KubeObject,
  document: unknown,
  options: WriteOptions,
): KubeObject {
  const target = targetOf(at, options)
  const objectType = typeOf(target.group, target.version, target.kind)
  const result = patched(type, shown, document, objectType)
  if (type !== 'strategic')
    return decodeOr((why) => invalidPatch(asGoWrites(result), why), at, result, options)
  // Whatever the patch says, it stays the kind that it is.
  const same = isFields(result) ? { ...result, apiVersion: shown.apiVersion, kind: shown.kind } : result
  const refuse = (why: string) => {
    const restored =
      objectType === undefined || !isFields(same) ? undefined : restoreProblem(objectType, same)
    return invalidPatch(goText(withoutNulls(document)), restored ?? why)
  }
  return decodeOr(refuse, at, same, options)
}

/** Maps that a patch has gone through have their keys in order. */
function asGoWrites(result: unknown): string {
  const entries = isFields(result) ? Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)) : []
  return JSON.stringify(isFields(result) ? Object.fromEntries(entries) : result)
}

function invalidPatch(shown: string, why: string): ApiError {
  const message = `Invalid value: ${JSON.stringify(shown)}: ${why}`
  return invalid('', { group: '', plural: '' }, '', [
    { reason: 'FieldValueInvalid', message, field: 'patch' },
  ])
}

/** The configuration of an apply: it has to say what it is, and fields that its kind does not have are refused. */
export function decodeConfig(at: Collection, document: unknown, options: WriteOptions): KubeObject {
  const target = targetOf(at, options)
  const wanted = groupVersionOf(target.group, target.version)
  const config = isFields(document) ? document : {}
  const said = (field: string) => (typeof config[field] === 'string' ? config[field] : '')
  const { said: text } = options
  if (options.fieldValidation === 'Strict' && text?.repeated !== undefined)
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${text.repeated}`)
  if (said('apiVersion') !== wanted || said('kind') !== target.kind)
    throw badRequest(`invalid object type: ${groupVersion(said('apiVersion'))}, Kind=${said('kind')}`)
  const type = typeOf(target.group, target.version, target.kind)
  const { name, namespace } = isFields(config.metadata) ? config.metadata : ({} as Fields)
  const subject = `(${textOf(namespace)}/${textOf(name)}; ${groupVersion(wanted)}, Kind=${target.kind})`
  const problems = type === undefined ? customProblems(at, config) : applyProblems(type, config)
  if (problems.length > 0) {
    const text =
      problems.length === 1 ? problems[0] : `errors:\n${problems.map((one) => `  ${one}`).join('\n')}`
    throw failure(`failed to create typed patch object ${subject}: ${text}`)
  }
  const unreadable = type === undefined ? undefined : restoreProblem(type, config)
  if (unreadable !== undefined)
    throw failure(
      `failed to convert new object ${subject} to proper version: unable to convert unstructured object to ${groupVersion(wanted)}, Kind=${target.kind}: ${unreadable}`,
    )
  return objectOf(document)
}

function customProblems(at: Collection, config: Fields): string[] {
  const metadata = typeNamed('meta.v1.ObjectMeta')
  const inMetadata =
    metadata === undefined || !isFields(config.metadata) ? [] : applyProblems(metadata, config.metadata)
  const outside = unknownInCustom(at, config).map((path) => `.${path}: field not declared in schema`)
  return [...inMetadata.map((problem) => `.metadata${problem}`), ...outside].sort()
}

/** Versions of the core group are told as `/v1`. */
const groupVersion = (apiVersion: string) => (apiVersion.includes('/') ? apiVersion : `/${apiVersion}`)
const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
