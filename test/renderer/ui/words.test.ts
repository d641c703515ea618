import { describe, expect, it } from 'vitest'
import { dedented } from '../../../renderer/ui/dedented.ts'
import { hasWords } from '../../../renderer/ui/filter.ts'
import {
  askedWords,
  flightTitle,
  rateWords,
  targetPlace,
  targetWords,
} from '../../../renderer/ui/flight-words.ts'
import { phaseTone } from '../../../renderer/ui/phase-tone.ts'

describe('a filter', () => {
  it.each([
    ['', true],
    ['east', true],
    ['EAST prod', true],
    ['east west', false],
  ])('"%s" keeps it: %s', (query, kept) => expect(hasWords(query, 'prod-east', null, 'gke')).toBe(kept))
})

describe('a flight in words', () => {
  it('is titled by the call where it is gRPC', () => {
    const plan = { method: 'GET', path: '/', target: { kind: 'url', url: 'http://a' } } as const
    expect(flightTitle({ ...plan, grpc: { method: 'grpc.health.v1.Health/Check', message: '' } })).toBe(
      'gRPC Health/Check',
    )
    expect(flightTitle({ ...plan, grpc: { method: 'Cart/Get', message: '' } })).toBe('gRPC Cart/Get')
  })

  it('is titled by method and path', () => {
    const service = { kind: 'service', context: 'e', namespace: 'b', service: 'p', port: 80 } as const
    expect(flightTitle({ method: 'GET', path: '/productpage', target: service })).toBe('GET /productpage')
    const url = { kind: 'url', url: 'http://127.0.0.1:9/x?y=1#z' } as const
    expect(flightTitle({ method: 'POST', path: '/', target: url })).toBe('POST /x?y=1')
    expect(flightTitle({ method: 'GET', path: '/', target: { kind: 'url', url: 'http://h' } })).toBe('GET /')
  })

  it('says where it goes and how fast', () => {
    expect(targetPlace({ kind: 'url', url: 'http://user@a.example:81/b/c?d=http://e' })).toBe(
      'http://user@a.example:81',
    )
    expect(targetPlace({ kind: 'url', url: 'https://a.example' })).toBe('https://a.example')
    expect(targetPlace({ kind: 'gateway', context: 'e', host: 'a.example' })).toBe('gateway/a.example')
    expect(targetWords({ kind: 'deployment', context: 'e', namespace: 'b', deployment: 'd' })).toBe(
      'deploy/d in b',
    )
    expect(targetWords({ kind: 'gateway', context: 'e', host: 'bookinfo.example.com' })).toBe(
      'gateway/bookinfo.example.com',
    )
    expect(rateWords('max')).toBe('as fast as it goes')
    expect(rateWords(1000)).toBe('1,000 req/s')
  })
})

it('a run under way is yellow, only its end is health', () => {
  expect(phaseTone('Progressing')).toBe('canary')
  expect(phaseTone('Promoting')).toBe('canary')
  expect(phaseTone('Succeeded')).toBe('healthy')
  expect(phaseTone('Failed')).toBe('failing')
  expect(phaseTone('Initialized')).toBe('neutral')
})

it('a difference is shown without the indentation that all its lines share', () => {
  expect(dedented(['      spec:', '-       a: 1', '+       a: 2'])).toEqual([
    '  spec:',
    '-   a: 1',
    '+   a: 2',
  ])
  expect(dedented(['+ a', '  '])).toEqual(['+ a', '  '])
  expect(dedented([])).toEqual([])
})

it.each([
  [{ rate: 'max' as const }, 'no limit'],
  [{ rate: 40 }, '40'],
  [{ rate: 500, stages: [{ rate: 100, seconds: 1 }] }, 'up to 100'],
  [{ rate: 500, stages: [{ rate: 100, seconds: 1, ramp: true }] }, 'up to 500'],
])('what is asked for: %o', (plan, words) => expect(askedWords(plan)).toBe(words))
