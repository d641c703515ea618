/**
 * Prometheus's HTTP API over the store, as far as Flagger, Kiali, Grafana and this app ask for it: queries, what series
 * there are, what is scraped, what it is and counts. Parameters come in the URL or, by POST, as a form.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { hasSelector } from '../promql/ast.ts'
import { instantQuery, type QueryOptions, rangeQuery } from '../promql/engine.ts'
import { parsePromql } from '../promql/parse.ts'
import { formatPromql } from '../promql/print.ts'
import { PromqlError } from '../promql/promql-error.ts'
import { requestUrl } from '../request-url.ts'
import { durationParameter, refuse, requiredTime, stepParameter, timeParameter } from './api-parameters.ts'
import { federated } from './federation.ts'
import { metadata, targetMetadata } from './metric-metadata.ts'
import type { ScrapeTarget } from './metrics.ts'
import { createOwnMetrics, type OwnMetrics } from './own-metrics.ts'
import {
  ApiError,
  answer,
  answerError,
  answerExposition,
  answerText,
  instantData,
  rangeData,
} from './prometheus-answer.ts'
import { refusedPage } from './refused-pages.ts'
import { labelNames, labelValues, seriesOf } from './series-pages.ts'
import type { SeriesStore } from './series-store.ts'
import { buildInformation, queryDefaults, type StatusFacts, statusPages } from './status-pages.ts'
import { tsdbStatus } from './tsdb-page.ts'

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
  ['query', 'query_range', 'query_exemplars', 'format_query', 'series', 'labels'].map(
    (page) => `/api/v1/${page}`,
  ),
)
const maxFormBytes = 1 << 20
const maxPoints = 11_000

export function createHttpApi(options: HttpApiOptions): HttpApi {
  const pages = pagesOf(options)
  const own = createOwnMetrics(options.store, options.startedMs, options.elapsed)
  return (request, response) => {
    const url = requestUrl(request)
    const path = url.pathname.replace(/\/+$/, '') || '/'
    const method = request.method ?? 'GET'
    const refused = refusedPage(path, method)
    if (refused !== undefined) return refused(response)
    const label = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path)
    const page: Page | undefined =
      label === null
        ? pages[path]
        : (parameters) => labelValues(options.store, decodeURIComponent(label[1] ?? ''), parameters)
    const text = textPage(options, own, path)
    if (page === undefined && text === undefined) return answerText(response, 404, '404 page not found\n')
    if (method !== 'GET' && !(method === 'POST' && takesForms.has(path)))
      return answerText(response, 405, 'Method Not Allowed\n')
    own.follow(label === null ? path : '/api/v1/label/:name/values', response)
    if (text !== undefined) return text(url.searchParams, response)
    readParameters(request, url)
      .then((parameters) => page?.(parameters))
      .then(
        (data) => answer(response, data),
        (error: unknown) => answerError(response, apiErrorOf(error)),
      )
  }
}

type TextPage = (parameters: URLSearchParams, response: ServerResponse) => void

/** What is not wrapped in the API's form. */
function textPage(options: HttpApiOptions, own: OwnMetrics, path: string): TextPage | undefined {
  switch (path) {
    case '/metrics':
      return (_, response) => answerExposition(response, own.text())
    case '/-/healthy':
    case '/-/ready':
      return (_, response) =>
        answerText(response, 200, `Prometheus Server is ${path === '/-/ready' ? 'Ready' : 'Healthy'}.\n`)
    case '/version':
      return (_, response) => answerText(response, 200, JSON.stringify(buildInformation))
    case '/federate':
      return (parameters, response) => {
        try {
          const { lookbackMs } = { ...queryDefaults, ...options }
          answerExposition(
            response,
            federated(options.store, parameters.getAll('match[]'), options.now(), lookbackMs),
          )
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error)
          answerText(response, error instanceof PromqlError ? 400 : 500, `${why}\n`)
        }
      }
    default:
      return undefined
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
    '/api/v1/query_exemplars': noExemplars,
    '/api/v1/format_query': (parameters) => formatPromql(parsePromql(queryOf(parameters))),
    '/api/v1/status/tsdb': () => tsdbStatus(store),
    '/api/v1/targets/metadata': (parameters) => targetMetadata(options.targets(), parameters),
    '/api/v1/metadata': (parameters) => metadata(options.targets(), parameters),
    ...statusPages(options),
  }
}

/** Nobody reports exemplars here. */
function noExemplars(parameters: URLSearchParams): unknown[] | undefined {
  const startMs = timeParameter(parameters, 'start', Number.NEGATIVE_INFINITY)
  const endMs = timeParameter(parameters, 'end', Number.POSITIVE_INFINITY)
  if (endMs < startMs) throw new ApiError('bad_data', 'end timestamp must not be before start timestamp')
  try {
    return hasSelector(parsePromql(queryOf(parameters))) ? [] : undefined
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error
    throw new ApiError('bad_data', error.message)
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
