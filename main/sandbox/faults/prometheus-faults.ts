/** A broken Prometheus; it goes on scraping. */
import type { Fault } from '#shared/model/faults.ts'
import type { Around } from '../around.ts'
import type { Clock } from '../clock.ts'
import { requestUrl } from '../request-url.ts'

const slowMs = 10_000

export function prometheusFaults(active: ReadonlySet<Fault>, clock: Clock): Around {
  return (request, response, next) => {
    const answer = (type: string, body: string) => {
      response.writeHead(200, { 'content-type': type })
      response.end(body)
    }
    if (active.has('prometheus-down')) request.socket.destroy()
    else if (active.has('prometheus-garbage')) answer('text/html', '<html><body>It works!</body></html>')
    else if (active.has('prometheus-empty'))
      answer(
        'application/json',
        JSON.stringify({ status: 'success', data: nothing(requestUrl(request).pathname) }),
      )
    else if (active.has('prometheus-slow')) clock.after(slowMs, next)
    else next()
  }
}

function nothing(pathname: string): unknown {
  if (pathname.endsWith('/query')) return { resultType: 'vector', result: [] }
  if (pathname.endsWith('/query_range')) return { resultType: 'matrix', result: [] }
  return []
}
