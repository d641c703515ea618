/**
 * Prometheus's HTTP API over the store, as far as Flagger, Kiali, Grafana and this app ask for it: queries, what series
 * there are, what is scraped, what it is. Parameters come in the URL or, by POST, as a form.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { instantQuery, type QueryOptions, rangeQuery } from '../promql/engine.ts'
import { compareLabels, type LabelSet } from '../promql/labels.ts'
import type { Matcher } from '../promql/matcher.ts'
import { parseSelector } from '../promql/parse.ts'
import { PromqlError } from '../promql/promql-error.ts'
import { durationParameter, refuse, requiredTime, stepParameter, timeParameter } from './api-parameters.ts'
import { type MetricMetadata, metadataOf } from './metric-metadata.ts'
import { ApiError, answer, answerError, instantData, rangeData } from './prometheus-answer.ts'
import type { SeriesStore } from './series-store.ts'
import { type StatusFacts, statusPages } from './status-pages.ts'

export interface HttpApiOptions extends StatusFacts {
  readonly store: SeriesStore
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number
  /** Prometheus's --query.timeout, two minutes when missing. */
  readonly timeoutMs?: number
  /** Its --query.max-samples, fifty million. */
  readonly maxSamples?: number
  /** Its --query.lookback-delta, five minutes. */
  readonly lookbackMs?: number
  /** The exposition text of each target. */
  readonly texts: () => readonly string[]
}

/** Answers what it knows; anything else is 404. */
export type HttpApi = (request: IncomingMessage, response: ServerResponse) => void

type Page = (parameters: URLSearchParams) => unknown

const maxFormBytes = 1 << 20
const maxPoints = 11_000

export function createHttpApi(options: HttpApiOptions): HttpApi {
  const pages = pagesOf(options)
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const path = url.pathname.replace(/\/+$/, '') || '/'
    if (path === '/-/healthy' || path === '/-/ready') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(`Prometheus Server is ${path === '/-/ready' ? 'Ready' : 'Healthy'}.\n`)
      return
    }
    readParameters(request, url)
      .then((parameters) => {
        const label = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path)
        if (label !== null) return labelValues(options, decodeURIComponent(label[1] ?? ''), parameters)
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
  if (request.method !== 'POST') throw new ApiError('bad_data', `the method ${request.method} is not allowed`)
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
    '/api/v1/series': (parameters) => {
      if (!parameters.has('match[]')) throw new ApiError('bad_data', 'no match[] parameter provided')
      return matching(options, parameters)
        .sort(compareLabels)
        .map(({ values }) => values)
    },
    '/api/v1/labels': (parameters) =>
      parameters.has('match[]')
        ? unique(matching(options, parameters).flatMap(({ values }) => Object.keys(values)))
        : store.labelNames(),
    '/api/v1/metadata': (parameters) => metadata(options.texts(), parameters),
    ...statusPages(options),
  }
}

function queryOf(parameters: URLSearchParams): string {
  return parameters.get('query') ?? ''
}

/** As the command line says; a request may ask for less time. */
function limitsOf(options: HttpApiOptions, parameters: URLSearchParams): Partial<QueryOptions> {
  const { lookbackMs, maxSamples = 50_000_000, elapsed } = options
  const timeoutMs = Math.min(
    durationParameter(parameters, 'timeout') ?? Number.POSITIVE_INFINITY,
    options.timeoutMs ?? 120_000,
  )
  const endsAt = elapsed() + timeoutMs
  return {
    ...(lookbackMs === undefined ? {} : { lookbackMs }),
    limits: { maxSamples, isOver: () => elapsed() > endsAt },
  }
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

/** Series that match one of the selectors and have a sample between start and end. */
function matching({ store }: HttpApiOptions, parameters: URLSearchParams): LabelSet[] {
  const startMs = timeParameter(parameters, 'start', Number.NEGATIVE_INFINITY)
  const endMs = timeParameter(parameters, 'end', Number.POSITIVE_INFINITY)
  const found = new Map<string, LabelSet>()
  for (const text of parameters.getAll('match[]')) {
    for (const { labels, times } of store.select(matchersOf(text)))
      if ((times[0] as number) <= endMs && (times.at(-1) as number) >= startMs) found.set(labels.key, labels)
  }
  return [...found.values()]
}

function matchersOf(text: string): readonly Matcher[] {
  try {
    return parseSelector(text).matchers
  } catch (error) {
    if (error instanceof PromqlError) return refuse('match[]', error.message)
    throw error
  }
}

function labelValues(options: HttpApiOptions, name: string, parameters: URLSearchParams): string[] {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new ApiError('bad_data', `invalid label name: "${name}"`)
  if (!parameters.has('match[]')) return options.store.labelValues(name)
  return unique(matching(options, parameters).map((labels) => labels.get(name))).filter(
    (value) => value !== '',
  )
}

const unique = (values: readonly string[]) => [...new Set(values)].sort()

function metadata(texts: readonly string[], parameters: URLSearchParams): Record<string, MetricMetadata[]> {
  const metric = parameters.get('metric')
  const limit = Number(parameters.get('limit') ?? -1)
  const all = Object.entries(metadataOf(texts)).filter(([name]) => metric === null || name === metric)
  return Object.fromEntries(limit >= 0 ? all.slice(0, limit) : all)
}
