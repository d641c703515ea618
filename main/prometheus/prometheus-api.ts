/**
 * Prometheus's HTTP API over any way to it. Queries are GET, since a reader's role often has no `create` on the
 * service proxy; only a query that no URL can hold is sent by POST, where the way has one.
 */
import { z } from 'zod'
import { fail } from '#shared/model/failure.ts'
import type { InstantSample, Prometheus, RangeSeries } from './prometheus.ts'

interface PrometheusAnswer {
  readonly status: number
  readonly body: string
}

/** The way to one Prometheus; paths begin with /api. Rejects with an AviaryError when it cannot be reached. */
export interface PrometheusWay {
  readonly get: (path: string, signal?: AbortSignal) => Promise<PrometheusAnswer>
  /** A form; missing where nothing but GET is possible. */
  readonly post?: (path: string, form: string, signal?: AbortSignal) => Promise<PrometheusAnswer>
}

/** Proxies refuse request lines past 8 kB. */
const maxUrlLength = 7_000

const labels = z.record(z.string(), z.string())
const point = z.tuple([z.number(), z.string()])
const instant = z.discriminatedUnion('resultType', [
  z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: labels, value: point.optional() })),
  }),
  z.object({ resultType: z.literal('scalar'), result: point }),
  z.object({ resultType: z.literal('string'), result: point }),
  z.object({ resultType: z.literal('matrix'), result: z.unknown() }),
])
const range = z.object({
  result: z.array(z.object({ metric: labels, values: z.array(point).optional() })),
})
const envelope = z.union([
  z.object({ status: z.literal('success'), data: z.unknown() }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
])

export function createPrometheus(context: string, where: string, way: PrometheusWay): Prometheus {
  const refuse = (reason: string): never => fail({ code: 'prometheus-error', context, reason })

  async function ask(page: string, parameters: Readonly<Record<string, string>>, signal?: AbortSignal) {
    const form = new URLSearchParams(parameters).toString()
    const path = `${page}?${form}`
    return path.length > maxUrlLength && way.post !== undefined
      ? dataOf(await way.post(page, form, signal), page)
      : raw(path, signal)
  }

  async function raw(path: string, signal?: AbortSignal): Promise<unknown> {
    return dataOf(await way.get(path, signal), path.split('?')[0] ?? path)
  }

  function dataOf({ status, body }: PrometheusAnswer, page: string): unknown {
    const answer = envelope.safeParse(jsonOf(body))
    if (!answer.success)
      return refuse(`it answered HTTP ${status} for ${page} with something else than an answer of Prometheus`)
    if (answer.data.status === 'success') return answer.data.data
    const { errorType, error } = answer.data
    return errorType === 'bad_data'
      ? fail({ code: 'bad-query', reason: `${error} (${context})` })
      : refuse(error)
  }

  function parsed<T>(schema: z.ZodType<T>, data: unknown): T {
    const result = schema.safeParse(data)
    return result.success ? result.data : refuse('its answer has a form that Aviary does not know')
  }

  return {
    context,
    where,
    async query(expr, at, signal) {
      const time: Record<string, string> = at === undefined ? {} : { time: String(at) }
      const data = parsed(instant, await ask('/api/v1/query', { query: expr, ...time }, signal))
      switch (data.resultType) {
        case 'vector':
          return data.result.flatMap(({ metric, value }) =>
            value === undefined ? [] : [sampleOf(metric, value)],
          )
        case 'scalar':
          return [sampleOf({}, data.result)]
        case 'string':
        case 'matrix':
          return fail({
            code: 'bad-query',
            reason: `it gives a ${data.resultType}, not one value per series (${context})`,
          })
      }
    },
    async queryRange(expr, start, end, step, signal): Promise<RangeSeries[]> {
      const parameters = { query: expr, start: String(start), end: String(end), step: String(step) }
      const data = parsed(range, await ask('/api/v1/query_range', parameters, signal))
      return data.result.map(({ metric, values = [] }) => ({
        labels: metric,
        points: values.map(([at, text]) => [at, numberOf(text)] as const),
      }))
    },
    raw,
  }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function sampleOf(metric: Record<string, string>, [at, text]: [number, string]): InstantSample {
  return { labels: metric, at, value: numberOf(text) }
}

function numberOf(text: string): number {
  if (/^[+-]?inf$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return Number(text)
}
