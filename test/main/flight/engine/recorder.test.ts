import { expect, it } from 'vitest'
import { Recorder } from '#main/flight/engine/recorder.ts'

it('counts as failed what Fortio counts: no answer, and those that are neither 2xx nor 418', () => {
  const recorder = new Recorder()
  for (const status of [200, 204, 299, 418]) recorder.answered(status, 1, 1, 0, 0)
  for (const [at, status] of [301, 304, 404, 500, 999].entries()) recorder.answered(status, 10 + at, 1, 0, 0)
  recorder.failed('reset', 20, 1)
  const { histograms, done } = recorder.take()
  expect([done, histograms.response.count, histograms.failed.count]).toEqual([10, 10, 6])
  expect([histograms.failed.min, histograms.failed.max]).toEqual([10e6, 20e6])
})

it('counts as failed every status of gRPC but OK', () => {
  const recorder = new Recorder()
  for (const status of [0, 0, 5, 14]) recorder.answered(status, 1, 1, 0, 0)
  expect(recorder.take()).toMatchObject({
    ...{ done: 4, codes: { 'grpc-0': 2, 'grpc-5': 1, 'grpc-14': 1 } },
    histograms: { failed: { count: 2 } },
  })
})
