/** Refusals as Kubernetes words them: a Status object with its code and reason. */
import type { KubeObject } from '#shared/model/kube.ts'
import { ClusterApiError } from '../cluster-api.ts'

export interface StatusCause {
  readonly reason?: string
  readonly message: string
  readonly field?: string
}

export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  /** The plural, as the real server has it. */
  readonly kind?: string
  readonly causes?: readonly StatusCause[]
  readonly retryAfterSeconds?: number
}

export class ApiError extends ClusterApiError {
  /** Null: the answer says nothing of details, not even that there are none. */
  readonly details: StatusDetails | null
  constructor(status: number, reason: string, message: string, details: StatusDetails | null = {}) {
    super(status, reason, message)
    this.name = 'ApiError'
    this.details = details
  }

  toStatus(): Record<string, unknown> {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason === '' ? {} : { reason: this.reason }),
      ...(this.details === null ? {} : { details: this.details }),
      code: this.status,
    }
  }
}

interface Named {
  readonly group: string
  readonly plural: string
}

/** `deployments.apps "x"`, or `pods "x"` for the core group. */
const subject = ({ group, plural }: Named, name: string) =>
  `${plural}${group === '' ? '' : `.${group}`} "${name}"`
const detailsOf = ({ group, plural }: Named, name: string): StatusDetails => ({
  name,
  ...(group === '' ? {} : { group }),
  kind: plural,
})

export const notFound = (what: Named, name: string) =>
  new ApiError(404, 'NotFound', `${subject(what, name)} not found`, detailsOf(what, name))

export const alreadyExists = (what: Named, name: string) =>
  new ApiError(409, 'AlreadyExists', `${subject(what, name)} already exists`, detailsOf(what, name))

export const conflict = (what: Named, name: string) =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${subject(what, name)}: the object has been modified; please apply your changes to the latest version and try again`,
    detailsOf(what, name),
  )

/** Kinds whose objects etcd has under another name than that of the resource. */
const storedUnder: Readonly<Record<string, string>> = {
  services: 'services/specs',
  endpoints: 'services/endpoints',
  nodes: 'minions',
  ingresses: 'ingress',
}

/** The uid that a client names is not that of the object; told with the key that the object has in etcd. */
export function uidConflict(
  what: Named & { readonly custom: boolean },
  { metadata }: KubeObject,
  uid: string,
): ApiError {
  const { name, namespace } = metadata
  const resource = what.custom ? `${what.group}/${what.plural}` : (storedUnder[what.plural] ?? what.plural)
  const key = ['/registry', resource, ...(namespace === undefined ? [] : [namespace]), name].join('/')
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${subject(what, name)}: StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    detailsOf(what, name),
  )
}

export const uidMismatch = (what: Named, name: string, uid: string) =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${subject(what, name)}: uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    detailsOf(what, name),
  )

export const badRequest = (message: string) => new ApiError(400, 'BadRequest', message, null)

/** `causes` as [reason, field, text]; one or several. */
export function invalid(kind: string, what: Named, name: string, causes: readonly StatusCause[]): ApiError {
  // What is found twice is said once.
  const list = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))]
  const text = list.length === 1 ? list[0] : `[${list.join(', ')}]`
  const subjectName = `${kind}${what.group === '' ? '' : `.${what.group}`}`
  return new ApiError(422, 'Invalid', `${subjectName} "${name}" is invalid: ${text}`, {
    ...(name === '' ? {} : { name }),
    ...(what.group === '' ? {} : { group: what.group }),
    ...(kind === '' ? {} : { kind }),
    causes,
  })
}

/** Refusals that the real server did not foresee as refusals. */
export const failure = (message: string) => new ApiError(500, '', message, null)

export const forbidden = (what: Named, name: string, why: string) =>
  new ApiError(403, 'Forbidden', `${subject(what, name)} is forbidden: ${why}`, detailsOf(what, name))

export const unsupportedMediaType = (accepted: readonly string[]) =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
    null,
  )

export const expired = (asked: number, oldest: number) =>
  new ApiError(410, 'Expired', `too old resource version: ${asked} (${oldest})`, null)
