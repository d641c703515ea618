import { describe, expect, it } from 'vitest'
import { findClusters } from '#shared/traffic/clusters.ts'
import { trafficGraph } from '#shared/traffic/traffic-graph.ts'
import { call, graphInput } from './graph-input.ts'

const kubernetes = { fromCluster: 'Kubernetes', toCluster: 'Kubernetes' }
const rateOf = (graph: ReturnType<typeof trafficGraph>) =>
  graph.elements.edges.map(({ data }) => data.traffic.rates.http)

describe('clusters', () => {
  it('are known by what the proxies in them report', () => {
    const rows = [
      call({
        context: 'kind-1',
        from: 'a v1',
        to: 'b v1',
        toCluster: 'two',
        fromCluster: 'one',
        reporter: 'source',
      }),
      call({ context: 'kind-2', from: 'a v1', to: 'b v1', toCluster: 'two', fromCluster: 'one' }),
    ]
    const clusters = findClusters(['kind-1', 'kind-2'], rows)
    expect([clusters.contextOf('one'), clusters.contextOf('two')]).toEqual(['kind-1', 'kind-2'])
    expect(clusters.contextOf('three')).toBeUndefined()
  })

  it('are called as their context while nothing is known of them', () => {
    expect(findClusters(['west'], []).contextOf('west')).toBe('west')
  })

  it('that both are called Kubernetes are drawn under the names of their contexts', () => {
    const graph = trafficGraph(
      graphInput([
        call({ ...kubernetes, context: 'prod', from: 'a v1', to: 'b v1', rate: 3 }),
        call({ ...kubernetes, context: 'staging', from: 'a v1', to: 'b v1', rate: 7 }),
      ]),
    )
    const nodes = graph.elements.nodes.map(({ data }) => `${data.cluster} ${data.context} ${data.app}`)
    expect(nodes).toEqual(['prod prod a', 'prod prod b', 'staging staging a', 'staging staging b'])
  })

  it('keep their name when one context is alone with it', () => {
    const graph = trafficGraph(
      graphInput([call({ ...kubernetes, context: 'prod', from: 'a v1', to: 'b v1' })]),
    )
    expect(graph.elements.nodes.map(({ data }) => `${data.cluster} ${data.context}`)).toEqual([
      'Kubernetes prod',
      'Kubernetes prod',
    ])
  })
})

describe('series that two Prometheuses have', () => {
  it('count once when they are copies', () => {
    const rows = ['east', 'east-admin'].flatMap((context) => [
      call({ context, from: 'a v1', to: 'b v1', rate: 3 }),
      call({ context, from: 'b v1', to: 'c v1', rate: 4 }),
    ])
    expect(rateOf(trafficGraph(graphInput(rows)))?.sort()).toEqual(['3.00', '4.00'])
  })

  it('are added when they are not', () => {
    const rows = [
      call({ context: 'one', from: 'a v1', to: 'b v1', toCluster: 'shared', rate: 3, reporter: 'waypoint' }),
      call({ context: 'two', from: 'a v1', to: 'b v1', toCluster: 'shared', rate: 4, reporter: 'waypoint' }),
      call({ context: 'one', from: 'a v1', to: 'c v1', fromCluster: 'one', reporter: 'source' }),
      call({ context: 'two', from: 'a v1', to: 'd v1', fromCluster: 'two', reporter: 'source' }),
    ]
    const graph = trafficGraph(graphInput(rows))
    expect(rateOf(graph)).toContain('7.00')
  })
})
