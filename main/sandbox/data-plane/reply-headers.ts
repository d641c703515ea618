/** What an answer gets on its way back: what the proxy says itself, what the route sets, adds and removes. */
import type { AppReply } from './app.ts'
import type { CallReply, CallRequest } from './call-types.ts'
import { corsHeaders } from './cors.ts'
import type { ProxyAnswer, Routed } from './route.ts'

type ReplyHeaders = Pick<CallReply, 'headers' | 'withoutHeaders'>
const noChanges: ReplyHeaders = { headers: {}, withoutHeaders: [] }

export function replyHeaders(
  answer: ProxyAnswer | AppReply,
  routed: Routed,
  request: Pick<CallRequest, 'method' | 'headers'>,
): ReplyHeaders {
  const cors = routed.route?.cors
  const changed = responseChanges(routed)
  const changes =
    cors === undefined
      ? changed
      : { ...changed, headers: { ...corsHeaders(cors, request), ...changed.headers } }
  const own = 'headers' in answer ? answer.headers : undefined
  return own === undefined ? changes : { ...changes, headers: { ...own, ...changes.headers } }
}

function responseChanges(routed: Routed): ReplyHeaders {
  const target = routed.to === 'endpoint' ? routed.target : undefined
  const changes = [routed.route?.responseHeaders, target?.responseHeaders].filter((one) => one !== undefined)
  if (changes.length === 0) return noChanges
  return {
    headers: Object.assign({}, ...changes.flatMap((one) => [one.add, one.set])) as Record<string, string>,
    withoutHeaders: changes.flatMap((one) => one.remove),
  }
}
