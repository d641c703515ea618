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
