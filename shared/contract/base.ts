/** What every call of the contract has in common: one typed error that carries a Failure. */
import { oc } from '@orpc/contract'
import { failureSchema } from '../model/failure.ts'

export const call = oc.errors({
  FAILED: { status: 422, message: 'The call failed; data says how.', data: failureSchema },
})
