/** What an answer gets on its way back: what the proxy says itself, what the route sets, adds and removes. */
import type { AppReply } from './app.ts'
import type { CallReply } from './call-types.ts'
import type { ProxyAnswer, Routed } from './route.ts'

type ReplyHeaders = Pick<CallReply, 'headers' | 'withoutHeaders'>
const noChanges: ReplyHeaders = { headers: {}, withoutHeaders: [] }

export function replyHeaders(answer: ProxyAnswer | AppReply, routed: Routed): ReplyHeaders {
  const changes = responseChanges(routed)
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
