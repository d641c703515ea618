/** What is answered to those who ask for versions that have been forgotten. */
import { ApiError } from './api-error.ts'

export const compactedList = () =>
  new ApiError(410, 'Expired', 'The resourceVersion for the provided list is too old.', null)

export const compactedWatch = () =>
  new ApiError(410, 'Expired', 'The resourceVersion for the provided watch is too old.', null)

const inconsistent =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'

/** Brings the token with which a client that does not mind may go on. */
export class CompactedPage extends ApiError {
  readonly continueToken: string
  constructor(continueToken: string) {
    super(410, 'Expired', inconsistent, null)
    this.continueToken = continueToken
  }

  override toStatus(): Record<string, unknown> {
    return { ...super.toStatus(), metadata: { continue: this.continueToken } }
  }
}
