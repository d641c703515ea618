import { describe, expect, it } from 'vitest'
import type { MeshObjects } from '#main/sandbox/data-plane/mesh-objects.ts'
import { compileUpstreams, upstreamKey } from '#main/sandbox/data-plane/upstreams.ts'
import { hostOf, mesh, service, slice } from './mesh-builders.ts'

const addresses = (objects: MeshObjects, name: string) =>
  compileUpstreams(objects)
    .byKey.get(upstreamKey(hostOf(name), 80))
    ?.endpoints.map((one) => `${one.cluster} ${one.address}`)

const with_ = (slices: ReturnType<typeof slice>[]) => {
  const objects = mesh({ front: [] })
  return { ...objects, clusters: objects.clusters.map((one) => ({ ...one, slices })) }
}

describe('endpoints of a service', () => {
  it('are the ready ones', () => {
    expect(addresses(with_([slice('front', ['a'], { ready: false })]), 'front')).toEqual([])
    const leaving = { ready: false, serving: true, terminating: true }
    expect(addresses(with_([slice('front', ['a'], leaving)]), 'front')).toEqual([])
  })

  it('are merged over the clusters that have a service of that name', () => {
    const east = mesh({ front: ['a'] })
    const west = {
      cluster: 'west',
      services: [service('front')],
      slices: [slice('front', ['b'])],
      podLabels: new Map(),
    }
    const north = { cluster: 'north', services: [], slices: [slice('front', ['c'])], podLabels: new Map() }
    expect(addresses({ ...east, clusters: [...east.clusters, west, north] }, 'front')).toEqual([
      'east ip-of-a',
      'west ip-of-b',
    ])
  })

  it('of a service that is in the other cluster only are known too', () => {
    const east = mesh({ front: ['a'] })
    const west = {
      cluster: 'west',
      services: [service('back')],
      slices: [slice('back', ['b'])],
      podLabels: new Map(),
    }
    expect(addresses({ ...east, clusters: [...east.clusters, west] }, 'back')).toEqual(['west ip-of-b'])
  })

  it('are none for a port that the service does not have', () => {
    const { byKey } = compileUpstreams(mesh({ front: ['a'] }))
    expect(byKey.has(upstreamKey(hostOf('front'), 81))).toBe(false)
  })
})

describe('a DestinationRule', () => {
  const policyOf = (
    ...rules: { host: string; trafficPolicy?: object; subsets?: string[]; at?: string }[]
  ) => {
    const destinationRules = rules.map(({ host, trafficPolicy, subsets, at }, n) => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: `rule-${n}`, namespace: 'shop', creationTimestamp: at ?? `2026-11-24T12:00:0${n}Z` },
      spec: {
        host,
        ...(trafficPolicy === undefined ? {} : { trafficPolicy: { ...trafficPolicy } }),
        ...(subsets === undefined ? {} : { subsets: subsets.map((name) => ({ name })) }),
      },
    }))
    return compileUpstreams(mesh({ front: ['a'] }, { destinationRules }))
  }
  const balancing = (upstreams: ReturnType<typeof policyOf>) =>
    upstreams.byKey.get(`outbound|80||${hostOf('front')}`)?.policy.balancing
  const inTurn = { loadBalancer: { simple: 'ROUND_ROBIN' } }
  const atRandom = { loadBalancer: { simple: 'RANDOM' } }

  it('may name all hosts of an ending; the longest counts, and the whole name first', () => {
    const wide = { host: '*.local', trafficPolicy: inTurn }
    const narrow = { host: '*.shop.svc.cluster.local', trafficPolicy: atRandom }
    expect(balancing(policyOf(wide))).toBe('round-robin')
    expect(balancing(policyOf(wide, narrow))).toBe('random')
    expect(balancing(policyOf(narrow, { host: 'front', trafficPolicy: inTurn }))).toBe('round-robin')
  })

  it('for the same host adds its subsets to those of the older one, whose policy stays', () => {
    const found = policyOf(
      { host: 'front', subsets: ['v1'], trafficPolicy: inTurn },
      { host: 'front', subsets: ['v1', 'v2'], trafficPolicy: atRandom },
    )
    expect(balancing(found)).toBe('round-robin')
    const subsets = [...found.byKey.keys()].map((key) => key.split('|')[2])
    expect(subsets).toEqual(['', 'v1', 'v2'])
  })
})
