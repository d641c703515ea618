/** What the query of a request may say, and what the real server answers where it says something else. */
import { ApiError, badRequest, invalid, type StatusCause } from './api-error.ts'

type Options = 'ListOptions' | 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions'

const refuse = (options: Options, cause: StatusCause): ApiError =>
  invalid(options, { group: 'meta.k8s.io', plural: options }, '', [cause])
const unsupported = (field: string, value: string, supported: string): StatusCause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${value}: supported values: ${supported}`,
  field,
})
const forbidden = (field: string, why: string): StatusCause => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
  field,
})

export function checkListOptions(query: URLSearchParams, current: number): void {
  const text = (name: string) => query.get(name) ?? ''
  const version = text('resourceVersion')
  const match = text('resourceVersionMatch')
  if (!/^\d*$/.test(text('limit')))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text('limit'))}: invalid syntax`)
  if (match !== '' && version === '')
    throw refuse(
      'ListOptions',
      forbidden(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden unless resourceVersion is provided',
      ),
    )
  if (!['', 'Exact', 'NotOlderThan'].includes(match))
    throw refuse(
      'ListOptions',
      unsupported('resourceVersionMatch', JSON.stringify(match), '"Exact", "NotOlderThan", ""'),
    )
  if (text('continue') !== '' && !['', '0'].includes(version))
    throw badRequest('specifying resource version is not allowed when using continue')
  if (!/^\d*$/.test(version))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    )
  if (Number(version) > current) throw tooLarge(version, current)
}

const tooLarge = (version: string, current: number) =>
  new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${version}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })

export function checkWatchOptions(query: URLSearchParams): void {
  const match = query.get('resourceVersionMatch') ?? ''
  if (query.has('sendInitialEvents')) {
    if (match === 'NotOlderThan') return
    const why = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'
    throw refuse('ListOptions', forbidden('resourceVersionMatch', why))
  }
  if (match !== '')
    throw refuse(
      'ListOptions',
      forbidden(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    )
}

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
