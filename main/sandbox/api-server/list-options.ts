/**
 * What the query of a list or a watch says, read and checked as apimachinery does (ValidateListOptions): which objects, as
 * of which version, in pages or as events.
 */
import { ApiError, badRequest, failure, type StatusCause } from './api-error.ts'
import { type ContinueAt, readContinueToken } from './continue-token.ts'
import { refuse, unsupported } from './request-options.ts'

export interface ListOptions {
  readonly labelSelector: string
  readonly fieldSelector: string
  /** 0: all. */
  readonly limit: number
  readonly continueAt: ContinueAt | undefined
  /** undefined: none was named. 0: any will do. */
  readonly version: number | undefined
  /** As of the version that was named and no other. */
  readonly isExact: boolean
}

export interface WatchOptions {
  readonly labelSelector: string
  readonly fieldSelector: string
  readonly version: number | undefined
  /** What is there is told first. */
  readonly tellsInitial: boolean
  readonly bookmarks: boolean
  /** 0: as long as the client wants. */
  readonly timeoutSeconds: number
}

/** As apimachinery reads booleans from a query: whatever is there and not false is true. */
function flagOf(query: URLSearchParams, name: string): boolean {
  const text = query.get(name)
  return text !== null && text !== '0' && text.toLowerCase() !== 'false'
}

export const isWatch = (query: URLSearchParams) => flagOf(query, 'watch')

export function readListOptions(query: URLSearchParams, current: number): ListOptions {
  const limit = numberOf(query, 'limit')
  numberOf(query, 'timeoutSeconds')
  const text = (name: string) => query.get(name) ?? ''
  refuseIfAny(listCauses(query))
  const named = text('resourceVersion')
  if (text('continue') !== '' && !['', '0'].includes(named))
    throw badRequest('specifying resource version is not allowed when using continue')
  const version =
    named === '' ? undefined : versionOf(named, (why) => badRequest(`invalid resource version: ${why}`))
  if (version !== undefined && version > current) throw tooLarge(named, current)
  const match = text('resourceVersionMatch')
  return {
    labelSelector: text('labelSelector'),
    fieldSelector: text('fieldSelector'),
    // Whoever takes any version gets all of it, however few were asked for.
    limit: version === 0 ? 0 : Math.max(0, limit),
    continueAt: text('continue') === '' ? undefined : readContinueToken(text('continue')),
    version,
    isExact: match === 'Exact' || (match === '' && limit > 0 && version !== undefined && version > 0),
  }
}

export function readWatchOptions(query: URLSearchParams): WatchOptions {
  numberOf(query, 'limit')
  const timeoutSeconds = numberOf(query, 'timeoutSeconds')
  refuseIfAny(watchCauses(query))
  const named = query.get('resourceVersion') ?? ''
  const fromAnywhere = named === '' || named === '0'
  const asked = query.has('sendInitialEvents') ? flagOf(query, 'sendInitialEvents') : undefined
  return {
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
    version: fromAnywhere ? undefined : versionOf(named, failure),
    tellsInitial: asked ?? fromAnywhere,
    bookmarks: flagOf(query, 'allowWatchBookmarks'),
    timeoutSeconds: Math.max(0, timeoutSeconds),
  }
}

/** Of an object that is read by its name. */
export function checkReadVersion(query: URLSearchParams, current: number): void {
  const named = query.get('resourceVersion') ?? ''
  if (named !== '' && versionOf(named, failure) > current) throw tooLarge(named, current)
}

function numberOf(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? ''
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  if (text === '') return 0
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}

function versionOf(text: string, refusal: (why: string) => ApiError): number {
  if (/^\d+$/.test(text)) return Number(text)
  const quoted = JSON.stringify(text)
  throw refusal(
    `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`,
  )
}

function refuseIfAny(causes: readonly StatusCause[]): void {
  if (causes.length > 0) throw refuse('ListOptions', ...causes)
}

const forbidden = (field: string, why: string): StatusCause => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
  field,
})
const forbiddenMatch = (why: string) => forbidden('resourceVersionMatch', `resourceVersionMatch ${why}`)
const unsupportedMatch = (match: string, supported: string) =>
  unsupported('resourceVersionMatch', JSON.stringify(match), supported)

function listCauses(query: URLSearchParams): StatusCause[] {
  const match = query.get('resourceVersionMatch') ?? ''
  const version = query.get('resourceVersion') ?? ''
  const causes: StatusCause[] = []
  if (match !== '') {
    if (version === '') causes.push(forbiddenMatch('is forbidden unless resourceVersion is provided'))
    if (query.get('continue')) causes.push(forbiddenMatch('is forbidden when continue is provided'))
    if (match !== 'Exact' && match !== 'NotOlderThan')
      causes.push(unsupportedMatch(match, '"Exact", "NotOlderThan", ""'))
    if (match === 'Exact' && version === '0')
      causes.push(forbiddenMatch('"exact" is forbidden for resourceVersion "0"'))
  }
  if (query.has('sendInitialEvents'))
    causes.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  return causes
}

/** Whoever watches from anywhere is taken as one that wants the initial events and said so. */
function watchCauses(query: URLSearchParams): StatusCause[] {
  const named = query.get('resourceVersionMatch') ?? ''
  const asks = query.has('sendInitialEvents')
  const isOlder = !asks && named === '' && ['', '0'].includes(query.get('resourceVersion') ?? '')
  const match = isOlder ? 'NotOlderThan' : named
  const causes: StatusCause[] = []
  if (asks && match !== 'NotOlderThan')
    causes.push(
      forbidden(
        'resourceVersionMatch',
        'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      ),
    )
  if (match === '') return causes
  if (!asks && !isOlder)
    causes.push(forbiddenMatch('is forbidden for watch unless sendInitialEvents is provided'))
  if (match !== 'NotOlderThan') causes.push(unsupportedMatch(match, '"NotOlderThan"'))
  if (query.get('continue')) causes.push(forbiddenMatch('is forbidden when continue is provided'))
  return causes
}

const tooLarge = (version: string, current: number) =>
  new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${version}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })
