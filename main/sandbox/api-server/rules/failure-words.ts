/** What went wrong in an evaluation, in cel-go's words. */
import { CelFailure } from './cel-failure.ts'

/** The library's errors: a code, and a sentence without the lines that show where. */
interface LibraryError {
  readonly code: string
  readonly summary: string
}

const isLibraryError = (error: unknown): error is LibraryError =>
  error instanceof Error && 'code' in error && 'summary' in error

const words: Readonly<Record<string, string | undefined>> = {
  division_by_zero: 'division by zero',
  modulo_by_zero: 'modulus by zero',
  numeric_overflow: 'integer overflow',
  no_such_overload: 'no such overload',
  no_matching_overload: 'no such overload',
  optional_value_missing: 'optional.none() dereference',
}

export function inWordsOfCelGo(error: unknown): Error {
  if (!isLibraryError(error)) return error instanceof Error ? error : new CelFailure(String(error))
  const index = /index out of bounds, index (-?\d+)/.exec(error.summary)?.[1]
  if (index !== undefined) return new CelFailure(`index out of bounds: ${index}`)
  return new CelFailure(words[error.code] ?? error.summary.replace(/^No such key/, 'no such key'))
}
