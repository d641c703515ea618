import { describe, expect, it } from 'vitest'
import { type CorsPolicy, corsHeaders, preflightAnswer } from '#main/sandbox/data-plane/cors.ts'

const policy: CorsPolicy = {
  allowOrigins: [{ exact: 'https://shop.example.com' }, { regex: 'https://.*\\.test' }],
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['x-user'],
  exposeHeaders: ['x-cart'],
  maxAge: '10m',
  allowCredentials: true,
}
const asked = (origin: string, method = 'GET', more: Record<string, string> = {}) => ({
  method,
  headers: { origin, ...more },
})
const preflight = (origin: string) =>
  preflightAnswer(policy, asked(origin, 'OPTIONS', { 'access-control-request-method': 'POST' }))

describe('a corsPolicy', () => {
  it('answers the preflight of an origin that it allows', () => {
    expect(preflight('https://shop.example.com')).toMatchObject({
      status: 200,
      flags: '-',
      headers: {
        'access-control-allow-origin': 'https://shop.example.com',
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET,POST',
        'access-control-allow-headers': 'x-user',
        'access-control-max-age': '600',
      },
    })
    expect(preflight('https://a.test')).toBeDefined()
  })

  it('sends everything else on', () => {
    expect(preflight('https://evil.example.com')).toBeUndefined()
    expect(preflightAnswer(policy, asked('https://a.test', 'OPTIONS'))).toBeUndefined()
    expect(preflightAnswer(policy, asked('https://a.test'))).toBeUndefined()
  })

  it('tells an origin that it allows what it may read', () => {
    expect(corsHeaders(policy, asked('https://a.test'))).toEqual({
      'access-control-allow-origin': 'https://a.test',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-cart',
    })
    expect(corsHeaders(policy, asked('https://evil.example.com'))).toEqual({})
    expect(corsHeaders(policy, { method: 'GET', headers: {} })).toEqual({})
    expect(corsHeaders({ allowOrigins: [{ exact: '*' }] }, asked('null'))).toEqual({
      'access-control-allow-origin': 'null',
    })
  })
})
