/** A webhook of the cluster: asked before an object is created or changed by a client. Rejects to refuse. */
import { ApiError } from './api-error.ts'
import type { Collection, WriteOptions } from './write-context.ts'

/** What the webhook makes of the object once it has looked at it. */
export type Verdict = 'passed' | 'denied'

/** Resolves with what the verdict is told to, if it is asked about such objects. */
export type Admission = (
  asked: Pick<Collection, 'kind' | 'version'>,
) => Promise<((verdict: Verdict) => void) | undefined>

const denial = /^admission webhook "[^"]+" denied the request/

/** Writes what the webhook lets pass. Its own rules are checked by the write itself, and a dry run is not told as denied. */
export async function admitted<T>(
  admission: Admission | undefined,
  at: Collection,
  { dryRun }: Pick<WriteOptions, 'dryRun'>,
  write: () => T,
): Promise<T> {
  const tell = await admission?.(at)
  try {
    const written = write()
    tell?.('passed')
    return written
  } catch (error) {
    if (error instanceof ApiError && denial.test(error.message) && !dryRun) tell?.('denied')
    throw error
  }
}
