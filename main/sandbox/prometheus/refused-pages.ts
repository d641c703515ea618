/** Pages that a Prometheus has only where its command line asks for them, refused as one does where it does not. */
import type { ServerResponse } from 'node:http'
import { ApiError, answerError, answerText } from './prometheus-answer.ts'

export function refusedPage(path: string, method: string): ((response: ServerResponse) => void) | undefined {
  if (path === '/-/reload' || path === '/-/quit')
    return method === 'POST' || method === 'PUT'
      ? (response) => answerText(response, 403, 'Lifecycle API is not enabled.')
      : (response) => answerText(response, 405, 'Only POST or PUT requests allowed')
  const isAdmin = /^\/api\/v1\/admin\/tsdb\/(delete_series|clean_tombstones|snapshot)$/.test(path)
  if (isAdmin && (method === 'POST' || method === 'PUT'))
    return (response) => answerError(response, new ApiError('unavailable', 'admin APIs disabled'))
  if (path === '/api/v1/write' && method === 'POST')
    return (response) =>
      answerText(
        response,
        404,
        'remote write receiver needs to be enabled with --enable-feature=remote-write-receiver\n',
      )
  if (isAdmin || path === '/api/v1/write')
    return (response) => answerText(response, 405, 'Method Not Allowed\n')
  return undefined
}
