/** A watch as a response that stays open: one JSON object per line. */
import { ApiError } from '../api-error.ts'
import { bookmark, startWatch, type WatchEvent } from '../watching.ts'
import type { Collection, Context } from '../write-context.ts'
import type { Exchange } from './exchange.ts'
import { type View, viewOfObject } from './views.ts'

const bookmarkEveryMs = 60_000

export function serveWatch(
  context: Context,
  exchange: Exchange,
  at: Collection,
  view: Omit<View, 'nowMs'>,
): void {
  const { response, url } = exchange
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
    if (open) response.write(line(event))
    else waiting.push(line(event))
  }
  // Other refusals are told before the headers go out.
  const stops = [startOrExpire()]
  function startOrExpire(): () => void {
    try {
      return startWatch(context, at, url.searchParams, send)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 410) throw error
      waiting.push(`${JSON.stringify({ type: 'ERROR', object: error.toStatus() })}\n`)
      return () => undefined
    }
  }

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
  // Without this a client that waits for the headers would wait for the first event.
  response.flushHeaders()
  open = true
  if (waiting.length > 0) response.write(waiting.join(''))

  const bookmarks = url.searchParams.get('allowWatchBookmarks') === 'true'
  const mark = () => {
    send(bookmark(context, at))
    stops[1] = clock.after(bookmarkEveryMs, mark)
  }
  if (bookmarks) stops[1] = clock.after(bookmarkEveryMs, mark)
  const timeoutSeconds = Number(url.searchParams.get('timeoutSeconds') ?? 0)
  if (timeoutSeconds > 0)
    stops[2] = clock.after(timeoutSeconds * 1000, () => {
      if (bookmarks) send(bookmark(context, at))
      response.end()
    })
  response.once('close', () => {
    for (const stop of stops) stop?.()
  })
}
