/** Applies a patch document of one of the types that Kubernetes has. */
import jsonPatch, { type Operation } from 'fast-json-patch'
import { ApiError, badRequest, unsupportedMediaType } from './api-error.ts'
import { isFields } from './fields.ts'
import { mergePatch, strategicMergePatch } from './merge-patches.ts'

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const

export const applyType = patchTypes.apply

export type PatchType = keyof typeof patchTypes

/** The type that a Content-Type names; custom resources have no strategic merge. */
export function patchTypeOf(contentType: string, custom: boolean): PatchType {
  const accepted = (Object.keys(patchTypes) as PatchType[]).filter((type) => !custom || type !== 'strategic')
  const found = accepted.find((type) => patchTypes[type] === contentType)
  if (found === undefined) throw unsupportedMediaType(accepted.map((type) => patchTypes[type]))
  return found
}

export function patched(type: Exclude<PatchType, 'apply'>, target: unknown, patch: unknown): unknown {
  if (type === 'json') return jsonPatched(target, patch)
  if (!isFields(patch)) throw badRequest('a merge patch must be an object')
  return type === 'merge' ? mergePatch(target, patch) : strategicMergePatch(target, patch)
}

function jsonPatched(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('a JSON patch must be a list of operations')
  try {
    return jsonPatch.applyPatch(structuredClone(target), structuredClone(patch) as Operation[], true)
      .newDocument
  } catch (error) {
    if (!(error instanceof jsonPatch.JsonPatchError)) throw error
    throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request')
  }
}
