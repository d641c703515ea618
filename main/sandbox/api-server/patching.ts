/** Applies a patch document of one of the types that Kubernetes has. */
import jsonPatch, { type Operation } from 'fast-json-patch'
import { ApiError, unsupportedMediaType } from './api-error.ts'
import { mergePatch, strategicMergePatch } from './merge-patches.ts'
import type { ObjectType } from './types/types.ts'

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
  const types = Object.keys(patchTypes) as PatchType[]
  const found = types.find((type) => patchTypes[type] === contentType)
  if (found === undefined) throw new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type')
  if (!custom || found !== 'strategic') return found
  throw unsupportedMediaType(types.filter((type) => type !== 'strategic').map((type) => patchTypes[type]))
}

/** `of` is the type of a built-in kind, by which lists are merged. */
export function patched(
  type: Exclude<PatchType, 'apply'>,
  target: unknown,
  patch: unknown,
  of: ObjectType | undefined,
): unknown {
  if (type === 'json') return jsonPatched(target, patch)
  return type === 'merge' ? mergePatch(target, patch) : strategicMergePatch(target, patch, of)
}

function jsonPatched(target: unknown, patch: unknown): unknown {
  try {
    return jsonPatch.applyPatch(structuredClone(target), structuredClone(patch) as Operation[], true)
      .newDocument
  } catch (error) {
    // A path through __proto__ is refused with a TypeError.
    if (!(error instanceof jsonPatch.JsonPatchError || error instanceof TypeError)) throw error
    throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request')
  }
}
