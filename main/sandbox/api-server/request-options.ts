/** What the query of a write may say, and what the real server answers where it says something else. */
import { type ApiError, invalid, type StatusCause } from './api-error.ts'

type Options = 'ListOptions' | 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions'

export const refuse = (options: Options, ...causes: readonly StatusCause[]): ApiError =>
  invalid(options, { group: 'meta.k8s.io', plural: options }, '', causes)
export const unsupported = (field: string, value: string, supported: string): StatusCause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${value}: supported values: ${supported}`,
  field,
})

const optionsOfMethod: Readonly<Record<string, Options>> = {
  POST: 'CreateOptions',
  PUT: 'UpdateOptions',
  PATCH: 'PatchOptions',
}

export function checkWriteOptions(method: string, query: URLSearchParams, isApply: boolean): void {
  const options = optionsOfMethod[method] ?? 'PatchOptions'
  const dryRun = query.getAll('dryRun')
  if (dryRun.some((one) => one !== 'All'))
    throw refuse(options, unsupported('dryRun', JSON.stringify(dryRun), '"All"'))
  const validation = query.get('fieldValidation') ?? ''
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(validation))
    throw refuse(
      options,
      unsupported('fieldValidation', JSON.stringify(validation), '"", "Ignore", "Strict", "Warn"'),
    )
  if (isApply && !query.get('fieldManager'))
    throw refuse('PatchOptions', {
      reason: 'FieldValueRequired',
      message: 'Required value: is required for apply patch',
      field: 'fieldManager',
    })
}

const policies = ['Foreground', 'Background', 'Orphan']

export function checkDeletePolicy(policy: unknown, orphans: unknown): void {
  if (policy === undefined || policy === null) return
  if (orphans !== undefined) {
    const why = 'orphanDependents and deletionPropagation cannot be both set'
    throw refuse('DeleteOptions', {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(policy)}: ${why}`,
      field: 'propagationPolicy',
    })
  }
  if (policies.includes(String(policy))) return
  throw refuse(
    'DeleteOptions',
    unsupported(
      'propagationPolicy',
      JSON.stringify(policy),
      [...policies, 'nil'].map((one) => JSON.stringify(one)).join(', '),
    ),
  )
}
