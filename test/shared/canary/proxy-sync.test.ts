import { describe, expect, it } from 'vitest'
import { baselineOf, type ProxyState, sameRoutes, syncAnswer } from '#shared/canary/proxy-sync.ts'

const uuid = '0f1e2d3c-4b5a-4678-89ab-cdef01234567'
const nonce = (push: number) => `2026-11-24T12:00:00Z/${push}${uuid}`

/** What was sent and acknowledged of its routes; everything else is settled. */
const proxy = (name: string, sent: number, acked = sent): ProxyState => ({
  proxy: `${name}.shop`,
  cluster_sent: nonce(sent),
  cluster_acked: nonce(sent),
  route_sent: nonce(sent),
  route_acked: nonce(acked),
  endpoint_sent: nonce(sent),
  endpoint_acked: nonce(sent),
})
const carriers = { gateways: new Set(['door.shop']), allGateways: new Set(['door.shop']), mesh: false }
const before = baselineOf([proxy('door', 7), proxy('web', 9)])
const answer = (...proxies: ProxyState[]) => syncAnswer(proxies, carriers, before)

describe('a change of routes', () => {
  it('is seen when each carrier acknowledged a push above every number of the baseline', () => {
    expect(answer(proxy('door', 10), proxy('web', 9))).toBe('seen')
    expect(answer(proxy('door', 9), proxy('web', 9))).toBe('not-yet')
    expect(answer(proxy('door', 10, 7), proxy('web', 9))).toBe('not-yet')
  })

  it('is not seen while any proxy has not acknowledged', () => {
    expect(answer(proxy('door', 10), proxy('web', 10, 9))).toBe('not-yet')
  })

  it('is not seen while a gateway is missing, as after a restart of istiod', () => {
    expect(answer(proxy('web', 10))).toBe('not-yet')
  })

  it('asks the sidecars, and no gateway, where the route holds for the mesh', () => {
    const mesh = { gateways: new Set<string>(), allGateways: carriers.allGateways, mesh: true }
    expect(syncAnswer([proxy('door', 7), proxy('web', 10)], mesh, before)).toBe('seen')
    expect(syncAnswer([proxy('door', 10), proxy('web', 9)], mesh, before)).toBe('not-yet')
    expect(syncAnswer([proxy('door', 10)], mesh, before)).toBe('nobody')
  })

  it('takes another nonce for a later push where nonces hold no number', () => {
    const plain = (route: string): ProxyState => ({
      proxy: 'door.shop',
      route_sent: route,
      route_acked: route,
    })
    const old = baselineOf([plain('abc')])
    expect(syncAnswer([plain('abc')], carriers, old)).toBe('not-yet')
    expect(syncAnswer([plain('xyz')], carriers, old)).toBe('seen')
  })

  it('is still to come when no proxy got new routes meanwhile', () => {
    expect(sameRoutes(before, baselineOf([proxy('door', 7), proxy('new', 12)]))).toBe(true)
    expect(sameRoutes(before, baselineOf([proxy('door', 10), proxy('web', 9)]))).toBe(false)
  })
})
