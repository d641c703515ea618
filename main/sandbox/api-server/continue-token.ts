/** Where a list in pages goes on: after which key, and as of which version. The form is that of apimachinery. */
import { badRequest } from './api-error.ts'
import { isFields } from './fields.ts'

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

export function readContinueToken(token: string): ContinueAt {
  const { v, rv, start } = parsed(token)
  if (v !== encoding || typeof rv !== 'number' || typeof start !== 'string')
    throw badRequest('continue key is not valid: server does not recognize this encoded version')
  return { version: rv > 0 ? rv : undefined, after: start.replace(/\0$/, '') }
}

function parsed(token: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (isFields(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw badRequest('continue key is not valid')
}
