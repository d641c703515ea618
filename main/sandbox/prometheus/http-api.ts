/**
 * Prometheus's HTTP API over the store, as far as Flagger, Kiali, Grafana and this app ask for it: queries, what series
 * there are, what is scraped, what it is. Parameters come in the URL or, by POST, as a form.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { instantQuery, type QueryOptions, rangeQuery } from '../promql/engine.ts'
import { parsePromql } from '../promql/parse.ts'
import { PromqlError } from '../promql/promql-error.ts'
import { requestUrl } from '../request-url.ts'
import { durationParameter, refuse, requiredTime, stepParameter, timeParameter } from './api-parameters.ts'
import { metadata, targetMetadata } from './metric-metadata.ts'
import type { ScrapeTarget } from './metrics.ts'
import { ApiError, answer, answerError, instantData, rangeData } from './prometheus-answer.ts'
import { labelNames, labelValues, seriesOf } from './series-pages.ts'
import type { SeriesStore } from './series-store.ts'
import { queryDefaults, type StatusFacts, statusPages } from './status-pages.ts'

export interface HttpApiOptions extends StatusFacts {
  readonly store: SeriesStore
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number
  readonly targets: () => readonly ScrapeTarget[]
}

/** Answers what it knows; anything else is 404. */
export type HttpApi = (request: IncomingMessage, response: ServerResponse) => void

type Page = (parameters: URLSearchParams) => unknown

/** What may be too long for a URL. */
const takesForms: ReadonlySet<string> = new Set(
  ['query', 'query_range', 'query_exemplars', 'series', 'labels'].map((page) => `/api/v1/${page}`),
)
const maxFormBytes = 1 << 20
const maxPoints = 11_000

export function createHttpApi(options: HttpApiOptions): HttpApi {
  const pages = pagesOf(options)
  return (request, response) => {
    const url = requestUrl(request)
    const path = url.pathname.replace(/\/+$/, '') || '/'
    if (path === '/-/healthy' || path === '/-/ready') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(`Prometheus Server is ${path === '/-/ready' ? 'Ready' : 'Healthy'}.\n`)
      return
    }
    if (request.method !== 'GET' && !(request.method === 'POST' && takesForms.has(path))) {
      response.writeHead(405, { 'content-type': 'text/plain; charset=utf-8' })
      response.end('Method Not Allowed\n')
      return
    }
    readParameters(request, url)
      .then((parameters) => {
        const label = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path)
        if (label !== null) return labelValues(options.store, decodeURIComponent(label[1] ?? ''), parameters)
        const page = pages[path]
        if (page === undefined) throw new ApiError('not_found', `no such page: ${path}`)
        return page(parameters)
      })
      .then(
        (data) => answer(response, data),
        (error: unknown) => answerError(response, apiErrorOf(error)),
      )
  }
}

function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof PromqlError)
    return error.kind !== 'parse'
      ? new ApiError(error.kind, error.message)
      : new ApiError(
          'bad_data',
          error.position === undefined ? error.message : `invalid parameter "query": ${error.message}`,
        )
  return new ApiError('internal', error instanceof Error ? error.message : String(error))
}

async function readParameters(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  if (request.method === 'GET') return url.searchParams
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > maxFormBytes) throw new ApiError('bad_data', 'the form is too large')
    chunks.push(chunk as Buffer)
  }
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
  return new URLSearchParams([...form, ...url.searchParams])
}

function pagesOf(options: HttpApiOptions): Readonly<Record<string, Page>> {
  const { store, now } = options
  return {
    '/api/v1/query': (parameters) => {
      const atMs = timeParameter(parameters, 'time', now())
      return instantData(instantQuery(store, queryOf(parameters), atMs, limitsOf(options, parameters)), atMs)
    },
    '/api/v1/query_range': (parameters) => rangeData(range(options, parameters)),
    '/api/v1/series': (parameters) => seriesOf(store, parameters),
    '/api/v1/labels': (parameters) => labelNames(store, parameters),
    // Nobody reports exemplars here.
    '/api/v1/query_exemplars': (parameters) => {
      parsePromql(queryOf(parameters))
      return []
    },
    '/api/v1/targets/metadata': (parameters) => targetMetadata(options.targets(), parameters),
    '/api/v1/metadata': (parameters) => metadata(options.targets(), parameters),
    ...statusPages(options),
  }
}

function queryOf(parameters: URLSearchParams): string {
  return parameters.get('query') ?? ''
}

/** As the command line says; a request may ask for less time. */
function limitsOf(options: HttpApiOptions, parameters: URLSearchParams): QueryOptions {
  const { lookbackMs, maxSamples, timeoutMs, elapsed } = { ...queryDefaults, ...options }
  const asked = durationParameter(parameters, 'timeout') ?? Number.POSITIVE_INFINITY
  const endsAt = elapsed() + Math.min(asked, timeoutMs)
  return { lookbackMs, limits: { maxSamples, isOver: () => elapsed() > endsAt } }
}

function range(options: HttpApiOptions, parameters: URLSearchParams) {
  const startMs = requiredTime(parameters, 'start')
  const endMs = requiredTime(parameters, 'end')
  if (endMs < startMs) refuse('end', 'end timestamp must not be before start time')
  const stepMs = stepParameter(parameters)
  if ((endMs - startMs) / stepMs > maxPoints)
    throw new ApiError(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    )
  const limits = limitsOf(options, parameters)
  return rangeQuery(options.store, queryOf(parameters), startMs, endMs, stepMs, limits)
}
