import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseRoute, type Route, routeHref, sectionOf } from '../../../renderer/bridge/route.ts'

const name = fc.string({ minLength: 1, maxLength: 30, unit: 'binary' })
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constantFrom<Route>(
    { page: 'contexts' },
    { page: 'traffic' },
    { page: 'canaries' },
    { page: 'flights' },
    { page: 'settings' },
  ),
  fc.record({ page: fc.constant('canary' as const), context: name, namespace: name, name }),
  fc.record({ page: fc.constant('flight' as const), id: name }),
  fc.record({
    page: fc.constant('compare-flights' as const),
    ids: fc.array(name, { minLength: 2, maxLength: 6 }),
  }),
)

it('every address leads back to its page, whatever the names are', () => {
  fc.assert(
    fc.property(route, (r) => {
      expect(parseRoute(routeHref(r))).toEqual(r)
    }),
  )
})

it.each([
  ['', null],
  ['#/', null],
  ['#/nowhere', null],
  ['#/canaries/east/bookinfo', { page: 'canaries' }],
  ['#/canaries/100%/b/c', { page: 'canary', context: '100%', namespace: 'b', name: 'c' }],
])('%s', (hash, parsed) => expect(parseRoute(hash)).toEqual(parsed))

it('a canary belongs to Canaries, a flight to Test flights', () => {
  expect(sectionOf({ page: 'canary', context: 'a', namespace: 'b', name: 'c' })).toBe('canaries')
  expect(sectionOf({ page: 'flight', id: '1' })).toBe('flights')
  expect(sectionOf({ page: 'compare-flights', ids: ['1', '2'] })).toBe('flights')
  expect(sectionOf({ page: 'mesh' })).toBe('mesh')
})
