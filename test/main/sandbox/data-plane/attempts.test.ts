import { expect, it } from 'vitest'
import { answerOf, backOffMs } from '#main/sandbox/data-plane/attempts.ts'
import type { Attempted } from '#main/sandbox/data-plane/call-types.ts'
import { replyHeaders } from '#main/sandbox/data-plane/reply-headers.ts'

const endpoint = { cluster: 'east', pod: 'shop/a', address: 'ip-of-a', port: 80, labels: {} }
const after = (outcome: Attempted['outcome'], retriesUsedUp = false) =>
  answerOf({ outcome, endpoint, retriesUsedUp })

it.each<[Attempted['outcome'], boolean, number, string]>([
  ['refused', false, 503, 'UF'],
  ['refused', true, 503, 'UF,URX'],
  ['reset', false, 503, 'UC'],
  ['overflow', false, 503, 'UO'],
  ['timeout', false, 504, 'UT'],
  ['try-timeout', true, 504, 'UT,URX'],
])('a request that ends in %s (retries used up: %s) is %i %s', (outcome, usedUp, status, flags) => {
  expect(after(outcome, usedUp)).toMatchObject({ status, flags })
})

it('an upstream that overflows says so in a header', () => {
  const answer = { status: 503, flags: 'NC', body: '', details: '' }
  const asked = { method: 'GET', headers: {} }
  const routed = { to: 'answer', answer, route: undefined } as const
  expect(replyHeaders(after('overflow'), routed, asked).headers).toEqual({ 'x-envoy-overloaded': 'true' })
  expect(replyHeaders(after('reset'), routed, asked).headers).toEqual({})
})

it('a request that was not tried again because too many were is UO, too', () => {
  const ended = (outcome: Attempted['outcome']) =>
    answerOf({ outcome, endpoint, retriesUsedUp: false, retriesOverflowed: true }).flags
  expect(ended('refused')).toBe('UF,UO')
  expect(ended({ status: 500, contentType: '', body: Buffer.alloc(0) })).toBe('UO')
})

it.each([
  [25, 1, 25],
  [25, 2, 75],
  [25, 3, 175],
  [25, 4, 250],
  [1000, 1, 1000],
])('with a back-off of %i ms try %i is waited for at most %i ms', (baseMs, tries, longest) => {
  expect(backOffMs(baseMs, tries)).toBe(longest)
})
