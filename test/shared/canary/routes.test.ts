import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RouteTarget } from '#shared/canary/decision.ts'
import { namesOf } from '#shared/canary/names.ts'
import {
  leadsToService,
  originalsOf,
  ownVirtualService,
  routeForm,
  withRoute,
} from '#shared/canary/routes.ts'
import type { HttpRoute, RouteDestination, VirtualService } from '#shared/model/istio.ts'

const names = namesOf('shop', 'web-v1', 'web', { label: 'app', value: 'web' })
const to = (host: string, weight?: number, subset?: string): RouteDestination => ({
  destination: { host, port: { number: 80 }, ...(subset === undefined ? {} : { subset }) },
  ...(weight === undefined ? {} : { weight }),
})
const vs = (http: HttpRoute[], namespace = 'shop'): VirtualService => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'web', namespace },
  spec: { hosts: ['*'], gateways: ['door'], http },
})
const split = (canaryWeight: number): RouteTarget => ({ kind: 'split', canaryWeight })
const edited = (http: HttpRoute[], target: RouteTarget) => {
  const before = vs(http)
  return withRoute(before, names, target, originalsOf(before, names)).spec.http
}

describe('the route writer', () => {
  it('brings primary and canary in at weight 0', () => {
    expect(edited([{ route: [to('web')] }], { kind: 'enter' })).toEqual([
      { route: [to('web', 100), to('web-primary', 0), to('web-canary', 0)] },
    ])
  })

  it('replaces the destinations that lead to the service, and nothing else of the route', () => {
    const rule = { name: 'all', match: [{ uri: { prefix: '/' } }], timeout: '5s', route: [to('web')] }
    const other = { name: 'help', route: [to('help')] }
    expect(edited([other, rule], split(20))).toEqual([
      other,
      { ...rule, route: [to('web-primary', 80), to('web-canary', 20)] },
    ])
  })

  it('keeps the shares of other services', () => {
    expect(edited([{ route: [to('web', 80), to('legacy', 20)] }], split(25))).toEqual([
      { route: [to('web-primary', 6000), to('web-canary', 2000), to('legacy', 2000)] },
    ])
  })

  it('joins the subsets of the service, and leaves their names out', () => {
    expect(edited([{ route: [to('web', 70, 'v1'), to('web', 30, 'v2')] }], split(10))).toEqual([
      { route: [to('web-primary', 90), to('web-canary', 10)] },
    ])
  })

  it('knows every name of the service, and no service of another namespace', () => {
    const hosts = ['web', 'web.shop', 'web.shop.svc', 'web.shop.svc.cluster.local']
    expect(hosts.map((host) => leadsToService(vs([{ route: [to(host)] }]), names))).toEqual(
      hosts.map(() => true),
    )
    expect(leadsToService(vs([{ route: [to('web')] }], 'other'), names)).toBe(false)
    expect(leadsToService(vs([{ route: [to('web.shop.svc.cluster.local')] }], 'other'), names)).toBe(true)
    expect(leadsToService(vs([{ route: [to('web.other')] }]), names)).toBe(false)
    expect(
      edited([{ route: [to('web.shop.svc.cluster.local')] }], split(0))?.[0]?.route?.[0]?.destination.host,
    ).toBe('web-primary.shop.svc.cluster.local')
  })

  it('says what form the routes have', () => {
    const route = (...destinations: RouteDestination[]) => routeForm([vs([{ route: destinations }])], names)
    expect(route(to('help'))).toEqual({ kind: 'none' })
    expect(route(to('web'))).toEqual({ kind: 'apex' })
    expect(route(to('web', 100), to('web-primary', 0), to('web-canary', 0))).toEqual({ kind: 'enter' })
    expect(route(to('web-primary', 65), to('web-canary', 35))).toEqual({ kind: 'split', canaryWeight: 35 })
    expect(route(to('web-primary', 6000), to('web-canary', 2000), to('legacy', 2000))).toEqual({
      kind: 'split',
      canaryWeight: 25,
    })
    expect(route(to('web-primary', 100))).toEqual({ kind: 'mixed' })
    const differing = [{ route: [to('web')] }, { route: [to('web-primary', 50), to('web-canary', 50)] }]
    expect(routeForm([vs(differing)], names)).toEqual({ kind: 'mixed' })
  })

  it('takes over what the user writes anew in mid-run, and restores that', () => {
    const first = vs([{ name: 'all', route: [to('web')] }])
    const known = originalsOf(first, names)
    const running = withRoute(first, names, split(20), known)
    expect(originalsOf(running, names, known)).toEqual(known)
    const rewritten = vs([{ name: 'all', route: [to('web', 90), to('legacy', 10)] }])
    const newer = originalsOf(rewritten, names, known)
    expect(withRoute(withRoute(rewritten, names, split(20), newer), names, { kind: 'apex' }, newer)).toEqual(
      rewritten,
    )
  })

  it('gives a route that nobody remembers back to the service', () => {
    const orphan = vs([{ route: [to('web-primary', 80), to('web-canary', 20)] }])
    expect(withRoute(orphan, names, { kind: 'apex' }, []).spec.http).toEqual([{ route: [to('web')] }])
  })

  it('makes one of its own for a service without any', () => {
    const own = withRoute(ownVirtualService('web-v1', names), names, { kind: 'enter' }, [])
    expect(own).toMatchObject({
      metadata: { name: 'web', namespace: 'shop', labels: { 'aviary.dev/canary': 'web-v1' } },
      spec: { hosts: ['web'] },
    })
    expect(routeForm([own], names)).toEqual({ kind: 'enter' })
  })

  const destinations = fc.array(
    fc.record({
      destination: fc.record(
        {
          host: fc.constantFrom('web', 'web.shop.svc.cluster.local', 'help', 'web.other'),
          subset: fc.constantFrom('v1', 'v2'),
        },
        { requiredKeys: ['host'] },
      ),
      weight: fc.integer({ min: 1, max: 100 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  const routes = fc.array(
    fc.record({ name: fc.constantFrom('a', 'b', 'c'), route: destinations }, { requiredKeys: ['route'] }),
    { maxLength: 4 },
  )

  it('restores whatever it edited, to the letter, and editing twice is editing once', () => {
    fc.assert(
      fc.property(routes, fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 4 }), (http, weights) => {
        const before = vs(http as HttpRoute[])
        const originals = originalsOf(before, names)
        const run = [{ kind: 'enter' } as const, ...weights.map(split)]
        let now = before
        for (const target of run) {
          const next = withRoute(now, names, target, originals)
          expect(withRoute(next, names, target, originals)).toEqual(next)
          if (target.kind === 'split' && leadsToService(before, names)) {
            expect(routeForm([next], names)).toEqual(target)
          }
          now = next
        }
        expect(JSON.stringify(withRoute(now, names, { kind: 'apex' }, originals))).toBe(
          JSON.stringify(before),
        )
      }),
    )
  })
})
