import { describe, expect, it } from 'vitest'
import { createPrometheus } from '#main/prometheus/prometheus-api.ts'
import { AviaryError } from '#shared/model/failure.ts'

const success = (data: unknown) => ({ status: 200, body: JSON.stringify({ status: 'success', data }) })

function answering(answer: { status: number; body: string }, post = false) {
  const asked: string[] = []
  const prometheus = createPrometheus('east', 'here', {
    get: async (path) => {
      asked.push(`GET ${path}`)
      return answer
    },
    ...(post
      ? {
          post: async (path: string, form: string) => {
            asked.push(`POST ${path} ${form.length}`)
            return answer
          },
        }
      : {}),
  })
  return { prometheus, asked }
}

const failureIn = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof AviaryError ? error.failure : error
}

describe('an instant query', () => {
  it('is a GET and keeps NaN and the infinities', async () => {
    const { prometheus, asked } = answering(
      success({
        resultType: 'vector',
        result: [
          { metric: { app: 'a' }, value: [12.5, '1.25'] },
          { metric: { app: 'b' }, value: [12.5, 'NaN'] },
          { metric: { app: 'c' }, value: [12.5, '+Inf'] },
          { metric: { app: 'd' }, value: [12.5, '-Inf'] },
        ],
      }),
    )
    const samples = await prometheus.query('sum by (app) (x)', 12.5)
    expect(samples.map(({ value }) => value)).toEqual([1.25, Number.NaN, Infinity, -Infinity])
    expect(samples[0]).toEqual({ labels: { app: 'a' }, at: 12.5, value: 1.25 })
    expect(asked).toEqual(['GET /api/v1/query?query=sum+by+%28app%29+%28x%29&time=12.5'])
  })

  it('gives a scalar as one sample without labels', async () => {
    const { prometheus } = answering(success({ resultType: 'scalar', result: [1, '42'] }))
    expect(await prometheus.query('42')).toEqual([{ labels: {}, at: 1, value: 42 }])
  })

  it('refuses what has not one value per series', async () => {
    const { prometheus } = answering(success({ resultType: 'matrix', result: [] }))
    expect(await failureIn(prometheus.query('x[1m]'))).toMatchObject({ code: 'bad-query' })
  })

  it('is sent as a form only when no URL can hold it, where the way has one', async () => {
    const long = `vector(1) + ${'0'.repeat(8000)}`
    const vector = success({ resultType: 'vector', result: [] })
    const withPost = answering(vector, true)
    await withPost.prometheus.query(long)
    await withPost.prometheus.query('short')
    expect(withPost.asked).toEqual([
      expect.stringMatching(/^POST \/api\/v1\/query \d+$/),
      'GET /api/v1/query?query=short',
    ])
    const without = answering(vector)
    await without.prometheus.query(long)
    expect(without.asked).toEqual([expect.stringMatching(/^GET /)])
  })
})

describe('a range query', () => {
  it('gives points per series', async () => {
    const { prometheus, asked } = answering(
      success({
        resultType: 'matrix',
        result: [
          {
            metric: { a: '1' },
            values: [
              [1, '2'],
              [2, 'NaN'],
            ],
          },
        ],
      }),
    )
    expect(await prometheus.queryRange('x', 1, 2, 0.5)).toEqual([
      {
        labels: { a: '1' },
        points: [
          [1, 2],
          [2, Number.NaN],
        ],
      },
    ])
    expect(asked).toEqual(['GET /api/v1/query_range?query=x&start=1&end=2&step=0.5'])
  })
})

describe('failures name the context', () => {
  const error = (status: number, errorType: string, message: string) => ({
    status,
    body: JSON.stringify({ status: 'error', errorType, error: message }),
  })

  it.each([
    [error(400, 'bad_data', 'parse error'), { code: 'bad-query', reason: 'parse error (east)' }],
    [
      error(422, 'execution', 'many-to-many'),
      { code: 'prometheus-error', context: 'east', reason: 'many-to-many' },
    ],
    [error(503, 'timeout', 'too slow'), { code: 'prometheus-error', context: 'east', reason: 'too slow' }],
    [
      { status: 502, body: '<html>bad gateway' },
      {
        code: 'prometheus-error',
        context: 'east',
        reason: 'it answered HTTP 502 for /api/v1/query with something else than an answer of Prometheus',
      },
    ],
    [
      success({ resultType: 'vector', result: [{ metric: 7 }] }),
      {
        code: 'prometheus-error',
        context: 'east',
        reason: 'its answer has a form that Aviary does not know',
      },
    ],
  ])('%o', async (answer, failure) => {
    expect(await failureIn(answering(answer).prometheus.query('x'))).toEqual(failure)
  })
})

it('hands on the data of a raw path as it is', async () => {
  const { prometheus, asked } = answering(success({ anything: [1] }))
  expect(await prometheus.raw('/api/v1/status/buildinfo')).toEqual({ anything: [1] })
  expect(asked).toEqual(['GET /api/v1/status/buildinfo'])
})
