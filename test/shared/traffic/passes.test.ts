import { describe, expect, it } from 'vitest'
import type { GraphNode } from '#shared/model/traffic.ts'
import type { CanaryFact, Facts, WorkloadFact } from '#shared/traffic/facts.ts'
import type { Row } from '#shared/traffic/series.ts'
import { trafficGraph } from '#shared/traffic/traffic-graph.ts'
import { call, graphInput } from './graph-input.ts'

const nodesOf = (rows: Row[], options = {}, facts: Partial<Facts> = {}): GraphNode[] =>
  trafficGraph({ ...graphInput(rows, options, facts), contexts: ['east', 'west'] }).elements.nodes.map(
    ({ data }) => data,
  )
const nodeOf = (nodes: GraphNode[], workload: string) => nodes.find((node) => node.workload === workload)

const workload = (name: string, desired = 1, ready = desired): WorkloadFact => ({
  context: 'east',
  namespace: 'bookinfo',
  name,
  app: name.replace(/-v\d.*$/, ''),
  version: 'v1',
  replicas: { desired, ready },
})
const ab = { from: 'a v1', to: 'b v1' }

describe('health', () => {
  const healthOf = (failed: number, code: string, protocol: 'http' | 'grpc' = 'http') => {
    const ok = call({ ...ab, protocol, rate: 100 - failed, code: protocol === 'http' ? '200' : '0' })
    const rows = [ok, call({ ...ab, protocol, rate: failed, code })]
    return trafficGraph(graphInput(rows)).elements.edges[0]?.data.healthStatus
  }

  it.each([
    [0, '500', 'Healthy'],
    [0.1, '500', 'Degraded'],
    [9.9, '500', 'Degraded'],
    [10, '500', 'Failure'],
    [9.9, '404', 'Healthy'],
    [10, '404', 'Degraded'],
    [20, '404', 'Failure'],
    [1, '0', 'Degraded'],
    [10, '0', 'Failure'],
  ])('%d %% of HTTP %s is %s', (failed, code, expected) => {
    expect(healthOf(failed, code)).toBe(expected)
  })

  it.each([
    [1, '14', 'Degraded'],
    [10, '14', 'Failure'],
    [50, '17', 'Healthy'],
  ])('%d %% of gRPC %s is %s', (failed, code, expected) => {
    expect(healthOf(failed, code, 'grpc')).toBe(expected)
  })

  it('of a node is that of all its responses', () => {
    const nodes = nodesOf([
      call({ ...ab, rate: 95 }),
      call({ from: 'b v1', to: 'c v1', code: '500', rate: 5 }),
    ])
    expect(nodes.map((node) => `${node.app} ${node.healthStatus}`)).toEqual([
      'a Healthy',
      'b Degraded',
      'c Failure',
    ])
  })

  it('of TCP is only that bytes flow', () => {
    const graph = trafficGraph(graphInput([call({ ...ab, protocol: 'tcp' })]))
    expect(graph.elements.edges[0]?.data.healthStatus).toBe('Healthy')
    expect(graph.elements.nodes.map(({ data }) => data.healthStatus)).toEqual(['NA', 'NA'])
  })

  it.each([
    [0, 0, 'Not Ready'],
    [2, 1, 'Degraded'],
    [2, 0, 'Failure'],
    [2, 2, 'Healthy'],
  ])('with %i replicas wanted and %i ready is %s', (desired, ready, expected) => {
    for (const graphType of ['versionedApp', 'workload'] as const) {
      const nodes = nodesOf([call(ab)], { graphType }, { workloads: [workload('b-v1', desired, ready)] })
      expect(nodeOf(nodes, 'b-v1')?.healthStatus).toBe(expected)
    }
  })
})

describe('canaries', () => {
  const canary: CanaryFact = { context: 'east', namespace: 'bookinfo', name: 'b', target: 'b-v1', weight: 20 }

  it('give target and primary their parts and weights', () => {
    const nodes = nodesOf(
      [call(ab), call({ from: 'a v1', to: 'b-primary v1' })].map((row) =>
        row.labels.destination_workload === 'b-primary-v1'
          ? { ...row, labels: { ...row.labels, destination_workload: 'b-v1-primary' } }
          : row,
      ),
      {},
      { canaries: [canary] },
    )
    expect(nodeOf(nodes, 'b-v1')?.canary).toEqual({ name: 'b', role: 'canary', weight: 20 })
    expect(nodeOf(nodes, 'b-v1-primary')?.canary).toEqual({ name: 'b', role: 'primary', weight: 80 })
    expect(nodeOf(nodes, 'a-v1')?.canary).toBeUndefined()
  })

  it('are of one context only', () => {
    const nodes = nodesOf([call(ab)], {}, { canaries: [{ ...canary, context: 'west' }] })
    expect(nodes.filter((node) => node.canary !== undefined)).toEqual([])
  })

  it('are drawn before they have traffic, as soon as they have pods', () => {
    const canaries = [canary]
    const without = nodesOf([], {}, { canaries, workloads: [workload('b-v1', 0)] })
    expect(without).toEqual([])
    const [node] = nodesOf([], {}, { canaries, workloads: [workload('b-v1', 1), workload('x-v1')] })
    expect(node).toMatchObject({
      workload: 'b-v1',
      isIdle: true,
      context: 'east',
      canary: { role: 'canary' },
    })
  })
})

describe('idle nodes', () => {
  const workloads = [workload('b-v1'), workload('c-v1'), { ...workload('d-v1'), namespace: 'other' }]

  it('are drawn when asked for, within the namespaces', () => {
    const nodes = nodesOf([call(ab)], { idleNodes: true, namespaces: ['bookinfo'] }, { workloads })
    expect(nodes.map((node) => `${node.workload} ${node.isIdle ?? false}`)).toEqual([
      'a-v1 false',
      'b-v1 false',
      'c-v1 true',
    ])
  })

  it('are left out otherwise', () => {
    expect(nodesOf([call(ab)], {}, { workloads })).toHaveLength(2)
  })
})

describe('dead nodes', () => {
  const idleEdge = call({ ...ab, rate: 0 })

  it('disappear when nothing flows and the cluster does not know them', () => {
    expect(nodesOf([idleEdge], {}, { workloads: [workload('a-v1')] }).map((node) => node.workload)).toEqual([
      'a-v1',
    ])
  })

  it('are marked while the workload is there without pods', () => {
    const nodes = nodesOf([idleEdge], {}, { workloads: [workload('a-v1'), workload('b-v1', 0)] })
    expect(nodeOf(nodes, 'b-v1')?.isDead).toBe(true)
    expect(nodeOf(nodes, 'a-v1')?.isDead).toBeUndefined()
  })

  it('are not judged where the workloads are not known', () => {
    expect(nodesOf([idleEdge])).toHaveLength(2)
  })

  it('take services along that nobody needs any more', () => {
    const gone = call({ from: 'unknown', to: 'svc gone', rate: 0, reporter: 'source' })
    expect(nodesOf([gone, call(ab)]).map((node) => node.workload)).toEqual(['a-v1', 'b-v1'])
  })
})

describe('flags', () => {
  it('mark what is outside the chosen namespaces, out of reach, and where traffic starts', () => {
    const rows = [call({ from: 'unknown', to: 'a v1' }), call({ ...ab, toCluster: 'north' })]
    const nodes = nodesOf(rows, { namespaces: ['other'] })
    const flags = nodes.map((node) => [
      node.app,
      ...(['isOutside', 'isInaccessible', 'isRoot'] as const).filter((flag) => node[flag]),
    ])
    expect(flags).toEqual([
      ['a', 'isOutside'],
      ['b', 'isOutside', 'isInaccessible'],
      ['unknown', 'isInaccessible', 'isRoot'],
    ])
  })
})

describe('boxes', () => {
  const rows = [
    call({ from: 'a v1', to: 'b v1' }),
    call({ from: 'a v1', to: 'b v2' }),
    call({ from: 'a v1', to: 'c v1', toCluster: 'west' }),
    call({ from: 'a v1', to: 'd v1', toCluster: 'west' }),
  ]

  it('are around apps, namespaces and clusters', () => {
    const nodes = nodesOf(rows, { boxBy: ['namespace', 'cluster'] })
    const byId = new Map(nodes.map((node) => [node.id, node]))
    const path = (node: GraphNode | undefined): string =>
      node === undefined ? '' : `${path(byId.get(node.parent ?? ''))}/${node.isBox ?? node.workload}`
    expect(nodes.filter((node) => node.isBox === undefined).map(path)).toEqual([
      '/namespace/a-v1',
      '/namespace/app/b-v1',
      '/namespace/app/b-v2',
      '/namespace/c-v1',
      '/namespace/d-v1',
    ])
  })

  it('are left out where there is one namespace', () => {
    const nodes = nodesOf(rows.slice(0, 2), { boxBy: ['namespace', 'cluster'] })
    expect(nodes.filter((node) => node.isBox !== undefined).map((node) => node.isBox)).toEqual(['app'])
  })
})
