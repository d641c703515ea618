/**
 * The sandbox's Prometheus: scrapes the targets on the clock, keeps the samples for a while, answers the HTTP API on
 * a port of loopback. The same listener offers the targets to a real Prometheus, by HTTP service discovery.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Around } from '../around.ts'
import type { Clock } from '../clock.ts'
import { createHttpApi, type HttpApi } from './http-api.ts'
import type { ScrapeTarget } from './metrics.ts'
import { createScraper } from './scraper.ts'
import { SeriesStore, sandboxResolutions } from './series-store.ts'
import { serveTargets } from './target-pages.ts'

export interface EmbeddedPrometheusOptions {
  readonly clock: Clock
  readonly targets: () => readonly ScrapeTarget[]
  readonly scrapeIntervalMs?: number
  readonly retentionMs?: number
  /** Of every request to the HTTP API. */
  readonly around?: Around
}

export interface EmbeddedPrometheus {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Service discovery for a real Prometheus's http_sd_configs. */
  readonly metricsTargetsUrl: string
  /** The HTTP API, for a service proxy that has no port to go to. */
  readonly handler: HttpApi
  close(): Promise<void>
}

const expireEveryMs = 60_000
/** How long a connection may be idle: Prometheus's --web.read-timeout. Node's 5 s are what many poll at. */
const idleMs = 300_000

export async function startPrometheus(options: EmbeddedPrometheusOptions): Promise<EmbeddedPrometheus> {
  const { clock, targets, scrapeIntervalMs = 1_000, retentionMs = 3_600_000 } = options
  const { around = (_request, _response, next) => next() } = options
  const store = new SeriesStore({ retentionMs, resolutions: sandboxResolutions })
  const scraper = createScraper(store, () => performance.now())
  const startedMs = clock.now()
  const api = createHttpApi({
    store,
    now: () => clock.now(),
    elapsed: () => performance.now(),
    targets,
    startedMs,
    scrapeIntervalMs,
    retentionMs,
    targetStates: () => scraper.states(),
  })
  const handler: HttpApi = (request, response) => around(request, response, () => api(request, response))

  let lastExpiryMs = startedMs
  let cancel: (() => void) | undefined
  /** Scrapes lie on a grid from the start, so that one late scrape does not move the next. */
  let due = startedMs
  const scrape = () => {
    const now = clock.now()
    scraper.scrape(targets(), now)
    if (now - lastExpiryMs >= expireEveryMs) {
      store.expire(now)
      lastExpiryMs = now
    }
    due += scrapeIntervalMs
    if (due <= now) due = now + scrapeIntervalMs
    cancel = clock.after(due - now, scrape)
  }

  const server = createServer((request, response) => {
    if (!serveTargets(request, response, targets())) handler(request, response)
  })
  server.keepAliveTimeout = idleMs
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  scrape()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    metricsTargetsUrl: `${url}/targets`,
    handler,
    async close() {
      cancel?.()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
