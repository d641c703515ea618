/** Each row of "What a client sees" in the notes on a real mesh that does not need time, as one literal case. */
import { describe, expect, it } from 'vitest'
import { compileRoutes } from '#main/sandbox/data-plane/compile-routes.ts'
import type { MeshObjects } from '#main/sandbox/data-plane/mesh-objects.ts'
import { route } from '#main/sandbox/data-plane/route.ts'
import { ask, ingressLabels, mesh, rule, virtualService } from './mesh-builders.ts'

const site = 'shop.example.com'
const gateways = ['door']
const both = ['door', 'mesh']

/** How 1000 requests end, evenly over the draw: pods by share, or `status flags`, in percent. */
function shares(objects: MeshObjects, at: 'ingress' | 'sidecar', host = at === 'ingress' ? site : 'front') {
  const compiled = compileRoutes(objects)
  const table = at === 'ingress' ? compiled.gateway(ingressLabels) : compiled.sidecar
  const counted: Record<string, number> = {}
  for (let draw = 0; draw < 1000; draw += 1) {
    const routed = route(table, ask(host), () => draw / 1000)
    const end =
      routed.to === 'endpoint' ? routed.endpoint.address : `${routed.answer.status} ${routed.answer.flags}`
    counted[end] = (counted[end] ?? 0) + 0.1
  }
  return Object.fromEntries(Object.entries(counted).map(([end, share]) => [end, Math.round(share)]))
}

const front = (http: Parameters<typeof virtualService>[2], options = {}) =>
  virtualService('front', [site, 'front'], http, { gateways: both, ...options })

describe.each(['ingress', 'sidecar'] as const)('at the %s', (at) => {
  it.each([
    {
      name: 'half to a service without endpoints: UH for that share',
      objects: mesh(
        { front: ['a'], empty: [] },
        { virtualServices: [front([rule({ front: 50, empty: 50 })])] },
      ),
      ends: { 'ip-of-a': 50, '503 UH': 50 },
    },
    {
      name: 'all to a service without endpoints: UH for all',
      objects: mesh({ front: ['a'], empty: [] }, { virtualServices: [front([rule('empty')])] }),
      ends: { '503 UH': 100 },
    },
    {
      name: 'half to a service that does not exist: NC for that share',
      objects: mesh({ front: ['a'] }, { virtualServices: [front([rule({ front: 50, nobody: 50 })])] }),
      ends: { 'ip-of-a': 50, '503 NC': 50 },
    },
    {
      name: 'weight 0 to a service without endpoints, and to one that does not exist: no error',
      objects: mesh(
        { front: ['a'], empty: [] },
        { virtualServices: [front([rule({ front: 100, empty: 0, nobody: 0 })])] },
      ),
      ends: { 'ip-of-a': 100 },
    },
    {
      name: 'weights 40 + 10: served as 80:20',
      objects: mesh(
        { front: ['a'], other: ['b'] },
        { virtualServices: [front([rule({ front: 40, other: 10 })])] },
      ),
      ends: { 'ip-of-a': 80, 'ip-of-b': 20 },
    },
    {
      name: 'a subset without DestinationRule: NC for all',
      objects: mesh({ front: ['a'] }, { virtualServices: [front([rule('front@v1')])] }),
      ends: { '503 NC': 100 },
    },
    {
      name: 'a second VirtualService for the same host: the older wins whole, whatever the names',
      objects: mesh(
        { front: ['a'], other: ['b'] },
        {
          virtualServices: [
            virtualService('a-newer', [site, 'front'], [rule('other')], {
              gateways: both,
              at: '2026-11-24T12:00:01Z',
            }),
            front([rule('front')]),
          ],
        },
      ),
      ends: { 'ip-of-a': 100 },
    },
    {
      name: 'of the same second: the one that came first',
      objects: mesh(
        { front: ['a'], other: ['b'] },
        {
          virtualServices: [
            virtualService('z', [site, 'front'], [rule('front')], { gateways: both }),
            virtualService('a', [site, 'front'], [rule('other')], { gateways: both }),
          ],
        },
      ),
      ends: { 'ip-of-a': 100 },
    },
    {
      name: 'the older deleted: the newer takes over',
      objects: mesh(
        { front: ['a'], other: ['b'] },
        {
          virtualServices: [
            virtualService('newer', [site, 'front'], [rule('other')], {
              gateways: both,
              at: '2026-11-24T12:00:01Z',
            }),
          ],
        },
      ),
      ends: { 'ip-of-b': 100 },
    },
  ])('$name', ({ objects, ends }) => expect(shares(objects, at)).toEqual(ends))
})

describe('where ingress and sidecar differ', () => {
  it.each([
    {
      name: 'no VirtualService: 404 at the ingress, its own service at the sidecar',
      objects: mesh({ front: ['a'] }),
      ingress: { '404 NR': 100 },
      sidecar: { 'ip-of-a': 100 },
    },
    {
      name: 'a VirtualService on mesh only',
      objects: mesh({ front: ['a'] }, { virtualServices: [front([rule('front')], { gateways: undefined })] }),
      ingress: { '404 NR': 100 },
      sidecar: { 'ip-of-a': 100 },
    },
    {
      name: 'a VirtualService on the gateway only leaves the sidecar to the own service',
      objects: mesh(
        { front: ['a'], other: ['b'] },
        { virtualServices: [front([rule('other')], { gateways })] },
      ),
      ingress: { 'ip-of-b': 100 },
      sidecar: { 'ip-of-a': 100 },
    },
    {
      name: 'first on mesh only, second on gateway and mesh: the second serves the ingress, the older the sidecar',
      objects: mesh(
        { front: ['a'], other: ['b'] },
        {
          virtualServices: [
            virtualService('first', [site, 'front'], [rule('front')]),
            front([rule('other')], { at: '2026-11-24T12:00:09Z' }),
          ],
        },
      ),
      ingress: { 'ip-of-b': 100 },
      sidecar: { 'ip-of-a': 100 },
    },
    {
      name: 'the apex service deleted, the route leads to another: on port 80 the VirtualService alone is enough',
      objects: mesh(
        { other: ['b'] },
        { virtualServices: [virtualService('front', [site, 'front'], [rule('other')], { gateways: both })] },
      ),
      ingress: { 'ip-of-b': 100 },
      sidecar: { 'ip-of-b': 100 },
    },
  ])('$name', ({ objects, ingress, sidecar }) => {
    expect(shares(objects, 'ingress')).toEqual(ingress)
    expect(shares(objects, 'sidecar')).toEqual(sidecar)
  })

  it('a deleted apex service on a port of its own: UH at the sidecar', () => {
    const objects = mesh({ other: ['b'] }, { virtualServices: [front([rule('other')])] })
    const routed = route(compileRoutes(objects).sidecar, ask('front', { port: 9080 }), () => 0)
    expect(routed).toMatchObject({ to: 'answer', answer: { status: 503, flags: 'UH' } })
  })
})
