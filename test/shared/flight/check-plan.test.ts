import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlan, planProblems, utf8Length } from '#shared/flight/check-plan.ts'
import { parseHttpUrl } from '#shared/flight/http-url.ts'
import { requestText } from '#shared/flight/request-text.ts'
import { type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'

const service = { kind: 'service', context: 'east', namespace: 'shop', service: 'cart', port: 80 } as const
const planOf = (input: Partial<FlightPlanInput>) => flightPlanSchema.parse({ target: service, ...input })
const problem = (input: Partial<FlightPlanInput>) => checkPlan(planOf(input))
const urlProblem = (url: string) => problem({ target: { kind: 'url', url } })

describe('a plan', () => {
  it('that is right has no problem', () => {
    expect(
      problem({ headers: [['X-Trace', 'a b\tc ü']], expect: ['p99<1s'], path: '/a?b=ü', body: '{}' }),
    ).toBeNull()
    for (const url of ['http://a', 'HTTPS://a.b:8443/x?y#z', 'http://[::1]:80/', 'http://127.0.0.1:1?q']) {
      expect(urlProblem(url)).toBeNull()
    }
  })

  it.each([
    ['example.com/', '"example.com/" has no scheme; write http://example.com/ or https://example.com/'],
    ['ftp://example.com/', '"ftp" is neither http nor https'],
    ['//example.com/', '"//example.com/" has no scheme; write http://example.com/ or https://example.com/'],
    ['http://', '"http://" names no host; write http://HOST/PATH'],
    ['https:///x', '"https:///x" names no host; write https://HOST/PATH'],
    ['http://a b/', '"a b" is not a host, or host:port'],
    ['http://a:99999/', 'port 99999 is not between 1 and 65535'],
    ['http://a:0/', 'port 0 is not between 1 and 65535'],
    ['http://me:secret@a/', 'a URL with a password in it is not sent; use an Authorization header'],
    ['http://a/x y', 'it holds a space; write %20'],
    ['http://a/\r\nX: y', 'it holds a control character'],
    ['http://a\r\n/', '"a\\r\\n" is not a host, or host:port'],
  ])('to %j is refused', (url, reason) => {
    expect(urlProblem(url)).toEqual({ field: 'url', reason })
  })

  it.each<[string, Partial<FlightPlanInput>, string, string]>([
    [
      'a header with a line break',
      { headers: [['X-A', 'a\r\nB: c']] },
      'headers',
      'the value of X-A holds a line break or another control character',
    ],
    ['a header name with a space', { headers: [['X A', 'a']] }, 'headers', '"X A" is not a header name'],
    [
      'a header name with a line break',
      { headers: [['X\r\nB', 'a']] },
      'headers',
      '"X\\r\\nB" is not a header name',
    ],
    ['a header without a name', { headers: [['', 'a']] }, 'headers', '"" is not a header name'],
    [
      'an open model without a rate',
      { rate: 'max', model: 'open' },
      'model',
      'as fast as it goes is closed; ask for a rate',
    ],
    [
      'stages of a closed model',
      { model: 'closed', stages: [{ rate: 1, seconds: 1 }] },
      'stages',
      'closed, each connection keeps one pace; they are of the open model',
    ],
    [
      'a policy for what a closed model does not miss',
      { model: 'closed', missed: 'skip' },
      'missed',
      'closed, each connection keeps one pace and misses nothing',
    ],
    [
      'a pace for what has none',
      { rate: 'max', pacing: 'precise' },
      'pacing',
      'as fast as it goes has no pace to keep; ask for a rate',
    ],
    [
      'a proxy for a port-forward',
      { proxy: 'http://p:1' },
      'proxy',
      'it is only for URLs; for a gateway write its URL, and its host as a Host header',
    ],
    [
      'a proxy that is none',
      { target: { kind: 'url', url: 'http://a' }, proxy: 'p:1' },
      'proxy',
      'it has no scheme; write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT',
    ],
    [
      'names looked up behind a proxy',
      { target: { kind: 'url', url: 'http://a' }, proxy: 'http://p:1', dns: 'per-connection' },
      'dns',
      'through a proxy it is the proxy that looks the name up',
    ],
    [
      'names looked up in a port-forward',
      {
        target: { kind: 'pod', context: 'east', namespace: 'shop', pod: 'cart' },
        dns: 'once',
      },
      'dns',
      'a port-forward looks up no name',
    ],
    [
      'a length of its own',
      { headers: [['content-length', '3']] },
      'headers',
      'content-length is written by Aviary itself',
    ],
    [
      'two hosts',
      {
        headers: [
          ['Host', 'a'],
          ['host', 'b'],
        ],
      },
      'headers',
      'Host may stand there only once',
    ],
    ['a host that is none', { headers: [['Host', 'a b']] }, 'headers', '"a b" is not a host, or host:port'],
    [
      'an upgrade',
      { headers: [['Connection', 'upgrade']] },
      'headers',
      'Connection may be close or keep-alive, not "upgrade"',
    ],
    ['a method with a space', { method: 'GET /' }, 'method', '"GET /" is not an HTTP method'],
    ['CONNECT', { method: 'connect' }, 'method', 'a flight cannot send CONNECT'],
    ['a relative path', { path: 'x' }, 'path', '"x" does not start with /'],
    ['a path with a line break', { path: '/a\nb' }, 'path', 'it holds a control character'],
    [
      'a huge body',
      { body: 'x'.repeat(17 * 1024 * 1024) },
      'body',
      '17.0 MiB are more than the 16 MiB that a request may carry',
    ],
    [
      'a bad rule',
      { expect: ['p99'] },
      'expect',
      '"p99" is not a rule; write it like p99<250ms, errors<1%, rate>=99% or code(200)>=99.9%',
    ],
    [
      'a share of no rate',
      { rate: 'max', expect: ['rate>=99%'] },
      'expect',
      '"rate>=99%" needs an asked rate, and max is none',
    ],
    [
      'stages of no rate',
      { rate: 'max', stages: [{ rate: 1, seconds: 1 }] },
      'stages',
      'they need a rate to start at, not max',
    ],
    ['stages of nothing', { stages: [{ rate: 0, seconds: 1 }] }, 'stages', 'no stage sends anything'],
    [
      'random arrivals of no rate',
      { rate: 'max', arrivals: 'random' },
      'arrivals',
      'as fast as it goes has no arrivals; ask for a rate',
    ],
    ['TLS settings without TLS', { tls: { insecure: true } }, 'tls', 'it is only for https:// URLs'],
    [
      'a gateway that is no host',
      { target: { kind: 'gateway', context: 'east', host: 'a b' } },
      'host',
      '"a b" is not a host',
    ],
  ])('with %s is refused', (_name, input, field, reason) => {
    expect(problem(input)).toEqual({ field, reason })
  })

  it('that has passed never breaks out of its lines, whatever stands in it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\n', ':', '\0', 'ü', '\t') })
    fc.assert(
      fc.property(text, text, text, text, (name, value, path, method) => {
        const plan = planOf({ headers: [[name, value]], path: `/${path}`, method: `G${method}` })
        if (checkPlan(plan) !== null) return
        const [head = ''] = requestText(plan, plan.path, 'host').split('\r\n\r\n')
        expect(head.split('\r\n')).toHaveLength(5)
        expect(head).not.toMatch(/[\0\n](?<!\r\n)/)
      }),
    )
  })
})

describe('a request', () => {
  it('says what is asked, with the length in bytes', () => {
    expect(
      requestText(planOf({ method: 'POST', body: 'ü€', headers: [['X-A', 'b']] }), '/x', 'cart.shop'),
    ).toBe(
      'POST /x HTTP/1.1\r\nHost: cart.shop\r\nUser-Agent: aviary\r\nAccept: */*\r\nX-A: b\r\nContent-Length: 5\r\n\r\nü€',
    )
  })

  it('takes the headers that were given in place of its own', () => {
    const text = requestText(
      planOf({
        headers: [
          ['host', 'b'],
          ['ACCEPT', 'text/html'],
          ['user-agent', 'me'],
        ],
      }),
      '/',
      'a',
    )
    expect(text).toBe('GET / HTTP/1.1\r\nhost: b\r\nACCEPT: text/html\r\nuser-agent: me\r\n\r\n')
  })

  it('of a POST without a body says that it has none', () => {
    expect(requestText(planOf({ method: 'POST' }), '/', 'a')).toContain('\r\nContent-Length: 0\r\n')
  })

  it('tells all its problems at once, each with its field', () => {
    const wrong = planOf({ path: 'x', method: 'G T', headers: [['a b', '']], expect: ['fast'] })
    expect(planProblems(wrong).map(({ field }) => field)).toEqual(['path', 'method', 'headers', 'expect'])
    expect(planProblems(planOf({}))).toEqual([])
  })

  it('counts bytes as UTF-8 does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text))
      }),
    )
  })
})

describe('a URL', () => {
  it.each([
    [
      'http://Shop.example:8080/a?b#c',
      { https: false, host: 'Shop.example', port: 8080, authority: 'Shop.example:8080', path: '/a?b' },
    ],
    ['https://a', { https: true, host: 'a', port: 443, authority: 'a', path: '/' }],
    ['https://a:443/', { https: true, host: 'a', port: 443, authority: 'a', path: '/' }],
    ['http://[::1]:81?x', { https: false, host: '::1', port: 81, authority: '[::1]:81', path: '/?x' }],
    ['http://a/ü', { https: false, host: 'a', port: 80, authority: 'a', path: '/%C3%BC' }],
  ])('%s is taken apart', (text, parts) => {
    expect(parseHttpUrl(text)).toEqual(parts)
  })
})
