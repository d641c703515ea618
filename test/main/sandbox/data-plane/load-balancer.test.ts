import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallRequest } from '#main/sandbox/data-plane/call-types.ts'
import {
  balanced,
  begin,
  end,
  type HashKey,
  noLoad,
  stickyOf,
} from '#main/sandbox/data-plane/load-balancer.ts'
import type { Endpoint } from '#main/sandbox/data-plane/upstreams.ts'
import { seededRandom } from '#main/sandbox/seeded-random.ts'

const endpoint = (address: string): Endpoint => ({
  ...{ cluster: 'east', pod: address, address, port: 80, labels: {} },
})
const three = ['a', 'b', 'c'].map(endpoint)
const [a, b] = three

describe('requests are spread', () => {
  it('in turn', () => {
    const load = noLoad()
    const drawn = Array.from({ length: 6 }, () => balanced(three, 'round-robin', load, undefined, () => 0))
    expect(drawn.map((one) => one?.address).join('')).toBe('abcabc')
  })

  it('to the one of two with fewer open requests', () => {
    const load = noLoad()
    const draws = [0, 0.4]
    const pick = () => balanced(three, 'least-request', load, undefined, () => draws.shift() ?? 0)
    begin(load, a!)
    expect(pick()).toBe(b)
    end(load, a!)
    draws.push(0, 0.4)
    expect(pick()).toBe(a)
  })

  it('less to one that is slow', () => {
    const load = noLoad()
    const random = seededRandom(1)
    const counts = { a: 0, b: 0, c: 0 }
    for (let n = 0; n < 300; n += 1) {
      const one = balanced(three, 'least-request', load, undefined, random)!
      counts[one.address as 'a']++
      // `a` never answers.
      begin(load, one)
      if (one !== a) end(load, one)
    }
    // Only where both draws are `a`: a ninth instead of a third.
    expect(counts.a).toBeLessThan(60)
  })

  it('by a key: one endpoint for each, and only those of an endpoint that goes move', () => {
    const at = (some: readonly Endpoint[], key: string) =>
      balanced(some, { by: { header: 'x' } }, noLoad(), key, () => 0)
    fc.assert(
      fc.property(fc.string(), fc.nat(2), (key, gone) => {
        const before = at(three, key)
        expect(at([...three].reverse(), key)).toBe(before)
        const left = three.filter((_, index) => index !== gone)
        if (before !== three[gone]) expect(at(left, key)).toBe(before)
      }),
    )
  })

  it('over all endpoints by many keys', () => {
    const counts = new Map<string, number>()
    for (let n = 0; n < 3000; n += 1) {
      const one = balanced(three, { by: { header: 'x' } }, noLoad(), `user-${n}`, () => 0)
      counts.set(one!.address, (counts.get(one!.address) ?? 0) + 1)
    }
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

describe('the key of a request', () => {
  const ask = (headers: CallRequest['headers'], path = '/'): CallRequest => ({
    ...{ host: 'a', port: 80, method: 'GET', path, headers, bytes: 0 },
  })
  const cookie = (ttlMs?: number): HashKey => ({ cookie: 'user', path: '/', ttlMs })
  it.each<[string, HashKey, CallRequest, string | undefined]>([
    ['its header', { header: 'X-User' }, ask({ 'x-user': 'me' }), 'me'],
    ['none without the header', { header: 'X-User' }, ask({}), undefined],
    ['its query', { query: 'user' }, ask({}, '/a?b=1&user=me'), 'me'],
    ['its cookie', cookie(), ask({ cookie: 'a=1; user="me"; b=2' }), 'me'],
    ['none without the cookie', cookie(), ask({ cookie: 'a=1' }), undefined],
    ['the address it comes from', { sourceIp: true }, ask({}), '10.1.0.1'],
  ])('is %s', (_, by, request, key) => {
    expect(stickyOf(by, request, '10.1.0.1', () => 0)).toEqual({ key })
  })

  it('is given to a client without the cookie that has a lifetime', () => {
    const { key, setCookie } = stickyOf(cookie(30_000), ask({}), '10.1.0.1', () => 0.5)
    expect(setCookie).toBe(`user="${key}"; Max-Age=30; Path=/; HttpOnly`)
    const next = ask({ cookie: (setCookie ?? '').split(';')[0] })
    expect(stickyOf(cookie(30_000), next, '10.1.0.1', () => 0.5)).toEqual({ key })
  })
})
