/** What a proxy does with a request before it lets it in: it looks at its token, then asks the AuthorizationPolicies. */
import type { Clock } from '../../clock.ts'
import type { AppReply } from '../app.ts'
import type { CallRequest } from '../call-types.ts'
import type { PodRuntime } from '../pod-runtime.ts'
import type { Authentication } from './authentication.ts'
import type { Access, Authorization } from './authorization.ts'
import type { Claims } from './json-web-token.ts'

export interface AdmissionOptions {
  readonly clock: Clock
  authorizationOf(pod: PodRuntime, request: CallRequest): Authorization
  authenticationOf(pod: PodRuntime, request: CallRequest): Authentication
}

/** An answer in place of what was asked for, or the request as it goes on. */
export type Admitted =
  | (AppReply & { readonly headers?: Readonly<Record<string, string>>; readonly details: string })
  | { readonly request: CallRequest; readonly claims?: Claims | undefined }

export type Admit = (
  at: PodRuntime,
  from: Pick<Access, 'principal' | 'ip' | 'port'>,
  request: CallRequest,
  isTcp: boolean,
) => Admitted

export function createAdmission({ clock, authorizationOf, authenticationOf }: AdmissionOptions): Admit {
  return (at, from, request, isTcp) => {
    const known = isTcp ? undefined : authenticationOf(at, request)?.(request, clock.now())
    if (known !== undefined && 'refused' in known) {
      const { refused, headers } = known
      return { ...plain(401, refused), headers, details: 'jwt_authn_access_denied' }
    }
    const claims = known?.claims
    const { host, method, path, headers } = request
    const http = isTcp ? undefined : { host, method, path, headers, claims }
    const allowed = authorizationOf(at, request)?.({ ...from, http }) !== false
    if (!allowed) return { ...plain(403, 'RBAC: access denied'), details: 'rbac_access_denied' }
    return known === undefined ? { request } : { request: { ...request, headers: known.headers }, claims }
  }
}

const plain = (status: number, text: string): AppReply => ({
  ...{ status, contentType: 'text/plain', body: Buffer.from(text) },
})
