/** Where a list in pages goes on: after which key, and as of which version. The form is that of apimachinery. */

import { isFields } from '#shared/model/fields.ts'
import { badRequest } from './api-error.ts'
import { jsonName } from './decoding/json-name.ts'
import { scanJson } from './decoding/scan-json.ts'

export interface ContinueAt {
  /** undefined: as of now, whatever the pages before showed. */
  readonly version: number | undefined
  /** `namespace/name` of the last object that was shown. */
  readonly after: string
}

const encoding = 'meta.k8s.io/v1'
const whateverVersion = -1

export function continueToken({ version, after }: ContinueAt): string {
  const token = { v: encoding, rv: version ?? whateverVersion, start: `${after}\u0000` }
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

const refuse = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`)

export function readContinueToken(token: string): ContinueAt {
  const { v, rv, start } = parsed(token)
  if (v !== encoding) throw refuse(`server does not recognize this encoded version ${v ?? ''}`)
  if (typeof rv !== 'number' || rv === 0)
    throw refuse(`incorrect encoded start resourceVersion (version ${encoding})`)
  if (typeof start !== 'string' || start === '') throw refuse(`encoded start key empty (version ${encoding})`)
  return { version: rv > 0 ? rv : undefined, after: start.replace(/\0$/, '') }
}

function parsed(token: string): Record<string, unknown> {
  const strange = token.search(/[^-\w]/)
  if (strange >= 0) throw refuse(`illegal base64 data at input byte ${strange}`)
  const bytes = Buffer.from(token, 'base64url')
  const { problem } = scanJson(bytes)
  if (problem !== undefined) throw refuse(problem)
  const value: unknown = JSON.parse(bytes.toString())
  if (isFields(value)) return value
  throw refuse(`json: cannot unmarshal ${jsonName(value)} into Go value of type storage.continueToken`)
}
