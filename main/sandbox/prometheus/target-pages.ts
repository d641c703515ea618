/** The targets as a real Prometheus takes them: `/targets` for http_sd_configs, `/targets/NAMESPACE/POD/PORT/metrics` to scrape. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { requestUrl } from '../request-url.ts'
import type { ScrapeTarget } from './metrics.ts'
import { answerExposition, answerText } from './prometheus-answer.ts'

/** False when the request is for something else. */
export function serveTargets(
  request: IncomingMessage,
  response: ServerResponse,
  targets: readonly ScrapeTarget[],
): boolean {
  const { pathname } = requestUrl(request)
  if (pathname === '/targets') {
    const address = `127.0.0.1:${request.socket.localPort}`
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(
        targets.map((target) => ({
          targets: [address],
          labels: { ...target.labels, __metrics_path__: pathOf(target) },
        })),
      ),
    )
    return true
  }
  if (!pathname.startsWith('/targets/')) return false
  const target = targets.find((one) => pathOf(one) === pathname)
  if (target === undefined) answerText(response, 404, 'no such target\n')
  else answerExposition(response, target.metrics.text())
  return true
}

/** A pod has one target per port that is scraped; a node has neither namespace nor pod. */
function pathOf({ labels }: ScrapeTarget): string {
  const { job = 'target', instance = '', namespace, pod } = labels
  const port = /:(\d+)$/.exec(instance)?.[1]
  const place = pod === undefined ? [job, instance] : [namespace ?? 'none', pod, ...(port ? [port] : [])]
  return `/${['targets', ...place, 'metrics'].map(encodeURIComponent).join('/')}`
}
