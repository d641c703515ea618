import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Asked, foreignRequest, withoutSession } from '#main/host/browser/request-guard.ts'
import { createSessions } from '#main/host/browser/sessions.ts'

const port = 4567
const host = `127.0.0.1:${port}`
const asked = (headers: Asked['headers'], change: Partial<Asked> = {}): Asked => ({
  method: 'GET',
  path: '/',
  upgrade: false,
  ...change,
  headers: { host, ...headers },
})

describe('a request is foreign', () => {
  const ours: [string, Asked][] = [
    ['from a program', asked({})],
    ['from the address bar', asked({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })],
    ['from our page', asked({ 'sec-fetch-site': 'same-origin', origin: `http://${host}` })],
    [
      'under the name localhost',
      asked({
        host: `localhost:${port}`,
        origin: `http://localhost:${port}`,
        'sec-fetch-site': 'same-origin',
      }),
    ],
    [
      'from a link to the page',
      asked({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }),
    ],
  ]
  it.each(ours)('never when it comes %s', (_, request) => expect(foreignRequest(request, port)).toBeNull())

  const foreign: [string, Asked][] = [
    ['names no host', asked({ host: undefined })],
    ['names a host that was rebound to 127.0.0.1', asked({ host: `evil.example:${port}` })],
    ['names another port', asked({ host: '127.0.0.1:80' })],
    ['names no port', asked({ host: '127.0.0.1' })],
    ['hides our host in a longer one', asked({ host: `${host}.evil.example` })],
    ['comes from another site', asked({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })],
    ['comes from another port of this machine', asked({ 'sec-fetch-site': 'same-site' })],
    ['has another origin', asked({ origin: 'https://evil.example' })],
    ['has the origin of another port', asked({ origin: 'http://127.0.0.1:80' })],
    ['has the origin null of a sandboxed frame', asked({ origin: 'null' })],
    ['has the other of our two names as its origin', asked({ origin: `http://localhost:${port}` })],
    [
      'opens the page in a frame',
      asked({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }),
    ],
    [
      'follows a link to data',
      asked(
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
        { path: '/api/openapi.json' },
      ),
    ],
    [
      'posts a form to the page',
      asked(
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
        { method: 'POST' },
      ),
    ],
  ]
  it.each(foreign)('when it %s', (_, request) => {
    expect(foreignRequest(request, port)?.status).toBe(403)
  })

  it('for every host but the two', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.string(), fc.ipV4()), (name) => {
        fc.pre(name !== host)
        expect(foreignRequest(asked({ host: name }), port)?.status).toBe(403)
      }),
    )
  })
})

describe('a session', () => {
  const sessions = createSessions(() => 0)
  const token = sessions.open()
  const cookie = `other=1; aviary-${port}=${token}; more=2`
  const origin = `http://${host}`
  const statusOf = (request: Asked) => withoutSession(request, port, sessions)?.status ?? 'allowed'

  it('is needed for everything', () => {
    expect(statusOf(asked({}))).toBe(401)
    expect(statusOf(asked({ origin }, { upgrade: true }))).toBe(401)
    expect(statusOf(asked({ origin }, { method: 'POST' }))).toBe(401)
  })

  it('is taken from the cookie of this port alone', () => {
    expect(statusOf(asked({ cookie }))).toBe('allowed')
    expect(statusOf(asked({ cookie: `aviary-80=${token}` }))).toBe(401)
    expect(statusOf(asked({ cookie: `xaviary-${port}=${token}` }))).toBe(401)
    expect(statusOf(asked({ cookie: `aviary-${port}=` }))).toBe(401)
    expect(statusOf(asked({ cookie: `aviary-${port}=${token}x` }))).toBe(401)
  })

  it('with a cookie changes something only for a request that names its origin', () => {
    expect(statusOf(asked({ cookie }, { method: 'POST' }))).toBe(403)
    expect(statusOf(asked({ cookie }, { upgrade: true }))).toBe(403)
    expect(statusOf(asked({ cookie, origin }, { method: 'POST' }))).toBe('allowed')
    expect(statusOf(asked({ cookie, origin }, { upgrade: true }))).toBe('allowed')
  })

  it('with a bearer token needs no origin, because no page can send one', () => {
    expect(statusOf(asked({ authorization: `Bearer ${token}` }, { method: 'POST' }))).toBe('allowed')
    expect(statusOf(asked({ authorization: `Basic ${token}` }))).toBe(401)
    expect(statusOf(asked({ authorization: 'Bearer x' }))).toBe(401)
  })
})
