import { describe, expect, it } from 'vitest'
import { readEnds } from '#shared/traffic/ends.ts'
import { endsOf } from './graph-input.ts'

const asIs = (id: string) => id
const labels = endsOf({ from: 'productpage v1', to: 'reviews v3' })
const read = (changes: Record<string, string | undefined>) => {
  const changed = Object.entries({ ...labels, ...changes }).filter(([, value]) => value !== undefined)
  return readEnds(Object.fromEntries(changed) as Record<string, string>, asIs)
}

describe('who called whom', () => {
  it('is not known without one of the labels', () => {
    expect(read({ destination_service_name: undefined })).toBeUndefined()
    expect(read({ source_canonical_revision: undefined })).toBeUndefined()
  })

  it('is known without the cluster labels', () => {
    const ends = read({ source_cluster: undefined, destination_cluster: undefined })
    expect([ends?.source.cluster, ends?.target.cluster]).toEqual(['unknown', 'unknown'])
  })

  it.each([
    ['a namespace but no name', { source_workload: 'unknown', source_canonical_service: 'unknown' }],
    ['a namespace and an unknown cluster', { source_cluster: 'unknown' }],
  ])('is skipped when the source has %s', (_, changes) => {
    expect(read(changes)).toBeUndefined()
  })

  it('keeps a source that is known by its app alone', () => {
    expect(read({ source_workload: 'unknown' })?.source.app).toBe('productpage')
  })

  it('is skipped when the destination is a bare address', () => {
    const address = { destination_service: '10.20.30.40:80', destination_service_name: '10.20.30.40:80' }
    expect(read({ ...address, destination_workload: 'unknown' })).toBeUndefined()
    expect(read(address)).toBeDefined()
  })

  it('is in the cluster of the source when the destination names none', () => {
    expect(read({ destination_cluster: 'unknown' })?.target.cluster).toBe('east')
  })

  it('is skipped when neither cluster is known', () => {
    const outside = { source_workload_namespace: 'unknown', source_workload: 'unknown' }
    expect(read({ ...outside, source_cluster: 'unknown', destination_cluster: 'unknown' })).toBeUndefined()
  })

  it('leads to the egress gateway when its host is all that is known', () => {
    const host = 'istio-egressgateway.istio-system.svc.cluster.local'
    const target = read({ destination_service: host, destination_service_name: host })?.target
    expect(target).toMatchObject({
      workload: 'istio-egressgateway',
      namespace: 'istio-system',
      cluster: 'east',
    })
  })
})
