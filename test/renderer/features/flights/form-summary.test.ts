import { describe, expect, it } from 'vitest'
import { type FlightForm, formFromPlan } from '../../../../renderer/features/flights/flight-form.ts'
import {
  connectionsHint,
  loadSentence,
  type SectionName,
  sectionSummary,
} from '../../../../renderer/features/flights/form-summary.ts'
import { preset } from '../../../../renderer/features/flights/stage-presets.ts'

const form = formFromPlan({ durationSeconds: 30, rate: 100 })
const https = { kind: 'url', url: 'https://a' } as const
const stage = { ramp: true, rate: '300', duration: '10 s' }

describe('a closed section says what is set in it', () => {
  it.each<[SectionName, Partial<FlightForm>, string]>([
    ['request', {}, 'no headers, no body'],
    [
      'request',
      {
        headers: [
          { name: 'A', value: '' },
          { name: '', value: 'x' },
        ],
        body: '{}',
      },
      '1 header, a body of 2 characters',
    ],
    ['request', { request: 'grpc', body: '{}' }, 'no headers'],
    ['load', {}, 'steady, evenly spaced'],
    ['load', { stages: [stage, stage], random: true }, '2 stages, at random as users come'],
    ['load', { max: true }, 'as fast as it goes'],
    ['load', { max: true, warmUp: '5 s' }, 'as fast as it goes, warm-up 5 s'],
    ['load', { closed: true, stages: [stage], random: true }, 'closed'],
    ['load', { precise: true, warmUp: '5 s' }, 'steady, evenly spaced, precise, warm-up 5 s'],
    ['connections', {}, 'at most 64, timeout 10 s'],
    [
      'connections',
      { skipMissed: true, requestsPerConnection: '5' },
      'at most 64, timeout 10 s, late requests are skipped, a new one after 5',
    ],
    ['connections', { connectionAge: '30 s' }, 'at most 64, timeout 10 s, none older than 30 s'],
    [
      'connections',
      { kind: 'url', proxy: 'http://p:1', lookUpEach: true },
      'at most 64, timeout 10 s, through a proxy',
    ],
    ['connections', { lookUpEach: true }, 'at most 64, timeout 10 s, looked up for each'],
    ['connections', { kind: 'pod', lookUpEach: true, proxy: 'x' }, 'at most 64, timeout 10 s'],
    ['tls', {}, 'only for an https:// URL'],
    ['tls', https, 'the certificate is verified'],
    [
      'tls',
      { ...https, insecure: true, ca: 'x', cert: 'x', servername: 'b' },
      'the certificate is not verified, own CA, client certificate, as b',
    ],
  ])('%s %o', (section, part, words) => {
    expect(sectionSummary(section, { ...form, ...part })).toBe(words)
  })
})

it.each<[Partial<FlightForm>, string]>([
  [{}, '3,000 requests over 0:30.'],
  [{ continuous: true }, '100 requests a second until you stop it.'],
  [{ stages: [stage] }, '2,000 requests over 0:10.'],
  [{ continuous: true, rate: '1' }, '1 request a second until you stop it.'],
  [{ continuous: true, rate: '0.4' }, '1 request every 2.5 s until you stop it.'],
  [{ continuous: true, rate: '0.0001' }, '1 request every 2 h until you stop it.'],
  [{ rate: 'x' }, ''],
  [{ duration: 'x' }, ''],
  [{ max: true }, 'Every connection sends its next request when its answer has come.'],
])('the load in a sentence: %o', (part, words) => {
  expect(loadSentence({ ...form, ...part })).toBe(words)
})

describe("Little's law", () => {
  const hint = (part: Partial<FlightForm>, p99Ms: number | null = null) =>
    connectionsHint({ ...form, ...part }, p99Ms)

  it('says how slow answers may become before the connections do not suffice', () => {
    expect(hint({})).toEqual({
      words: 'Enough while answers take less than 640 ms at 100 req/s.',
      enough: true,
    })
    expect(hint({ rate: '0.1' })?.words).toBe('Enough while answers take less than 640 s at 0.1 req/s.')
  })

  it('takes the greatest rate of the stages', () => {
    expect(hint({ stages: [stage] })?.words).toBe(
      'Enough while answers take less than 213.3 ms at 300 req/s.',
    )
  })

  it('says how many are needed where the last flight there was slower', () => {
    expect(hint({}, 1200)).toEqual({
      words: 'The last flight there had a p99 of 1,200 ms: 100 req/s need 120 connections.',
      enough: false,
    })
    expect(hint({}, 20)?.enough).toBe(true)
  })

  it('says nothing of a closed flight, nor while a number is missing', () => {
    expect([hint({ max: true }), hint({ rate: '' }), hint({ connections: 'x' })]).toEqual([null, null, null])
  })
})

describe('a shape of load to begin with', () => {
  it('ramps from a tenth of the rate', () => {
    expect(preset('Ramp', 100, 30)).toEqual({
      rate: '10',
      stages: [
        { ramp: true, rate: '100', duration: '20 s' },
        { ramp: false, rate: '100', duration: '10 s' },
      ],
    })
  })

  it('steps up in quarters', () => {
    const { stages } = preset('Steps', 1000, 120)
    expect(stages.map(({ rate, duration }) => [rate, duration])).toEqual([
      ['250', '30 s'],
      ['500', '30 s'],
      ['750', '30 s'],
      ['1000', '30 s'],
    ])
  })

  it('spikes to five times the rate, and never past what a flight may ask for', () => {
    expect(preset('Spike', 100, 30).stages.map(({ rate }) => rate)).toEqual(['100', '500', '100'])
    expect(preset('Spike', 900_000, 30).stages[1]?.rate).toBe('1000000')
  })
})
