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

it('reads a service with its port and path', () => {
  expect(parseTarget('svc/cart:80/items?page=2', 'east', 'shop')).toEqual({
    target: { kind: 'service', context: 'east', namespace: 'shop', service: 'cart', port: 80 },
    portName: undefined,
    path: '/items?page=2',
  })
  expect(parseTarget('svc/cart:http', 'east', 'shop')).toMatchObject({ portName: 'http', path: undefined })
  expect(parseTarget('HTTP://127.0.0.1/', undefined, 'shop').target.kind).toBe('url')
})

it('keeps the port of a gateway as a part of its host', () => {
  expect(parseTarget('gateway/shop.example.com:8080/a', 'east', 'shop')).toEqual({
    target: { kind: 'gateway', context: 'east', host: 'shop.example.com:8080' },
    portName: undefined,
    path: '/a',
  })
})

it.each([
  ['svc/cart:0', 'port 0 is not between 1 and 65535'],
  ['127.0.0.1:8080/a', '"127.0.0.1:8080/a" has no scheme; write http://127.0.0.1:8080/a or'],
  ['localhost', '"localhost" has no scheme; write http://localhost or https://localhost'],
  ['shop.example.com/cart', '"shop.example.com/cart" has no scheme; write'],
  ['[::1]:80', '"[::1]:80" has no scheme; write'],
  ['cart:80', '"cart:80" has no scheme; write'],
  ['ftp://example.com', '"ftp" is neither http nor https'],
  ['cart', '"cart" is neither a URL with http:// or https:// nor svc/NAME[:PORT]'],
  ['svc/', '"svc/" is neither a URL'],
  ['statefulset/cart', '"statefulset/cart" is neither a URL'],
  ['', '"" is neither a URL'],
])('says what is wrong with %j', (text, said) => {
  expect(() => parseTarget(text, 'east', 'shop')).toThrow(said)
})
