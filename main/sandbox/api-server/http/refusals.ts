/** What is answered to requests that no handler is there for. */
import { ApiError } from '../api-error.ts'

export const notServed = () =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource')

export const notAllowed = () =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource')
