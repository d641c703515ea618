/** How Prometheus writes its answers: the envelope, samples as [seconds, "text"], errors with their status. */
import type { ServerResponse } from 'node:http'
import type { InstantResult, Point, ResultSeries } from '../promql/engine.ts'
import { formatNumber } from '../promql/format-number.ts'

const statuses = {
  ...{ bad_data: 400, execution: 422, internal: 500, timeout: 503 },
  // A 2.42 has no status of its own for it.
  unavailable: 500,
} as const

export class ApiError extends Error {
  readonly type: keyof typeof statuses
  constructor(type: keyof typeof statuses, message: string) {
    super(message)
    this.name = 'ApiError'
    this.type = type
  }
}

/** Without data there is nothing to say. */
export function answer(response: ServerResponse, data: unknown): void {
  if (data === undefined) response.writeHead(204).end()
  else write(response, 200, { status: 'success', data })
}

export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(text)
}

/** In the text exposition format. */
export function answerExposition(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  response.end(text)
}

export function answerError(response: ServerResponse, error: ApiError): void {
  write(response, statuses[error.type], { status: 'error', errorType: error.type, error: error.message })
}

function write(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

const pointOf = ([time, value]: Point) => [time / 1000, formatNumber(value)]

export function instantData(result: InstantResult, atMs: number): unknown {
  switch (result.type) {
    case 'scalar':
      return { resultType: 'scalar', result: pointOf([atMs, result.value]) }
    case 'string':
      return { resultType: 'string', result: [atMs / 1000, result.value] }
    case 'vector':
      return {
        resultType: 'vector',
        result: result.samples.map(({ labels, value }) => ({
          metric: labels.values,
          value: pointOf([atMs, value]),
        })),
      }
    case 'matrix':
      return rangeData(result.series)
  }
}

export function rangeData(series: readonly ResultSeries[]): unknown {
  return {
    resultType: 'matrix',
    result: series.map(({ labels, points }) => ({ metric: labels.values, values: points.map(pointOf) })),
  }
}
