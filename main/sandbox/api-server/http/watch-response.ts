/** A watch as a response that stays open: one JSON object per line. */
import { ApiError } from '../api-error.ts'
import type { WatchOptions } from '../list-options.ts'
import { bookmark, startWatch, type WatchEvent } from '../watching.ts'
import type { Collection, Context } from '../write-context.ts'
import type { Exchange } from './exchange.ts'
import { type View, viewOfObject } from './views.ts'

const bookmarkEveryMs = 60_000
/** A client that is about to be sent away learns first from where to come back. */
const lastBookmarkBeforeEndMs = 2_000
/** A client that does not keep up is let go, as by kube-apiserver, and comes again from where it was. */
const mostHeldBytes = 64 * 1_048_576

export function serveWatch(
  context: Context,
  exchange: Exchange,
  at: Collection,
  view: Omit<View, 'nowMs'>,
  options: WatchOptions,
): void {
  const { response } = exchange
  const { clock } = context
  let first = true
  const line = (event: WatchEvent) => {
    const object = viewOfObject(event.object, { ...view, nowMs: clock.now() }, first)
    first = false
    return `${JSON.stringify({ type: event.type, object })}\n`
  }
  const waiting: string[] = []
  let open = false
  const send = (event: WatchEvent) => {
    if (!open) waiting.push(line(event))
    else if (response.writableLength > mostHeldBytes) response.destroy()
    else response.write(line(event))
  }
  let expires = false
  // Other refusals are told before the headers go out.
  const stops = [startOrExpire()]
  function startOrExpire(): () => void {
    try {
      return startWatch(context, at, options, send)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 410) throw error
      expires = true
      waiting.push(`${JSON.stringify({ type: 'ERROR', object: error.toStatus() })}\n`)
      return () => undefined
    }
  }

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
  // Without this a client that waits for the headers would wait for the first event.
  response.flushHeaders()
  open = true
  if (waiting.length > 0) response.write(waiting.join(''))
  if (expires) {
    response.end()
    return
  }

  const mark = () => send(bookmark(context, at))
  const markAgain = () => {
    mark()
    stops[1] = clock.after(bookmarkEveryMs, markAgain)
  }
  if (options.bookmarks) stops[1] = clock.after(bookmarkEveryMs, markAgain)
  const timeoutMs = options.timeoutSeconds * 1000
  if (timeoutMs > 0) stops[2] = clock.after(timeoutMs, () => response.end())
  if (options.bookmarks && timeoutMs > lastBookmarkBeforeEndMs)
    stops[3] = clock.after(timeoutMs - lastBookmarkBeforeEndMs, mark)
  response.once('close', () => {
    for (const stop of stops) stop?.()
  })
}
