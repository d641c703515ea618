import { describe, expect, it } from 'vitest'
import { healthMessage, healthMethod } from '#shared/flight/grpc-request.ts'
import { type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'
import { sentLines } from '../../../../renderer/features/flights/plan-words.ts'
import { flightPlan, flightRun } from '../../../conformance/fake-data.ts'

const lines = (part: Partial<FlightPlanInput>, run = {}) =>
  sentLines({
    ...flightRun(flightPlan),
    plan: flightPlanSchema.parse({ target: { kind: 'url', url: 'https://a' }, ...part }),
    via: 'directly',
    ...run,
  })

describe('how a flight is sent', () => {
  it('says what every flight has', () => {
    expect(lines({})).toEqual([
      'open model, 10 req/s',
      'for 30 s',
      'HTTP/1.1',
      '64 connections at most, timeout 10 s',
      'directly',
    ])
  })

  it('says all that is unusual', () => {
    expect(
      lines({
        rate: 50,
        stages: [
          { rate: 200, seconds: 20, ramp: true },
          { rate: 10, seconds: 10 },
        ],
        warmUpSeconds: 5,
        arrivals: 'random',
        seed: 7,
        pacing: 'precise',
        dns: 'per-connection',
        requestsPerConnection: 1,
        connectionSeconds: 30,
        missed: 'skip',
        abort: true,
        tls: { insecure: true, ca: 'x', cert: 'x', key: 'x', servername: 'b' },
        headers: [['A', 'b']],
        body: '{}',
      }),
    ).toEqual([
      'open model, from 50 req/s',
      'ramp to 200 for 20 s',
      'step to 10 for 10 s',
      'after a warm-up of 5 s, not counted',
      'at random as users come, seed 7',
      'paced precisely',
      'HTTP/1.1',
      '64 connections at most, timeout 10 s',
      'a new connection after 1 request',
      'no connection older than 30 s',
      'its name looked up for each connection',
      'what finds no connection free is skipped',
      'stops as soon as a rule is lost',
      'TLS: certificate not verified, own CA, client certificate, as b',
      'directly',
      'A: b',
      'a body of 2 characters',
    ])
  })

  it.each<[Partial<FlightPlanInput>, string]>([
    [{ protocol: 'http2' }, 'HTTP/2'],
    [{ protocol: 'grpc', grpc: { method: 'a.B/C' } }, 'gRPC a.B/C'],
    [
      { protocol: 'grpc', grpc: { method: healthMethod, message: healthMessage('a.B') } },
      'gRPC health check of a.B',
    ],
    [
      { protocol: 'grpc', grpc: { method: healthMethod, message: 'hex:' } },
      'gRPC health check of the server',
    ],
  ])('names the protocol: %o', (part, words) => {
    expect(lines(part)).toContain(words)
  })

  it('says of a paced closed model that connections take turns', () => {
    expect(lines({ rate: 50, model: 'closed', durationSeconds: null }).slice(0, 2)).toEqual([
      'closed model, 50 req/s in turn',
      'until it is stopped',
    ])
  })

  it('says of the closed model that it has no schedule', () => {
    expect(lines({ rate: 'max', durationSeconds: null }).slice(0, 2)).toEqual([
      'closed model, as fast as it goes',
      'until it is stopped',
    ])
  })

  it('says of a result that was read only what stood in it', () => {
    expect(lines({ connections: 4 }, { readFrom: 'fortio', via: 'read from a result of Fortio' })).toEqual([
      '10 req/s',
      'for 30 s',
      '4 connections',
      'read from a result of Fortio',
    ])
  })
})
