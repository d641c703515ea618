import { expect, it } from 'vitest'
import { needsContext, parseTarget } from '#main/host/cli/target-argument.ts'

it.each([
  ['svc/cart', true],
  ['svc/cart:80/items?page=2', true],
  ['deployment/cart', true],
  ['gateway/shop.example.com/cart', true],
  ['http://127.0.0.1:8080/', false],
  ['HTTPS://shop.example.com', false],
  // What is no target is said without looking for a cluster first.
  ['example.com', false],
  ['ftp://example.com', false],
  ['svc/', false],
])('%s needs a context: %s', (text, needed) => expect(needsContext(text)).toBe(needed))

it('reads a service with its port and path, and says what is no target', () => {
  expect(parseTarget('svc/cart:80/items?page=2', 'east', 'shop')).toEqual({
    target: { kind: 'service', context: 'east', namespace: 'shop', service: 'cart', port: 80 },
    path: '/items?page=2',
  })
  expect(parseTarget('HTTP://127.0.0.1/', undefined, 'shop').target.kind).toBe('url')
  expect(() => parseTarget('example.com', undefined, 'shop')).toThrow(/neither a URL/)
  expect(() => parseTarget('svc/cart:0', 'east', 'shop')).toThrow(/port 0/)
})
