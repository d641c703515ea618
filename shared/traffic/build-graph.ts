/**
 * Flows to nodes and edges. The rate of each flow is added to what its source sends, what its target gets, to the
 * edge, and on edge and target to the class of its response code. A rate of 0 draws the edge and adds nothing.
 */
import type { Target } from './ends.ts'
import type { Flow } from './flows.ts'
import { type Edge, edgeKey, type Graph, type Node } from './graph.ts'
import { type Hop, type HopOptions, hopsOf } from './hops.ts'
import type { NodeIdentity } from './node-identity.ts'
import { isOk } from './series.ts'

type Sums = Record<string, number>
type OpenNode = Omit<Node, 'rates' | 'destServices' | 'isInjected'> & {
  rates: Sums
  destServices: Map<string, Node['destServices'][number]>
  isInjected?: boolean
}
type OpenEdge = Omit<Edge, 'rates' | 'responses' | 'flows'> & {
  rates: Sums
  responses: Record<string, { flags: Sums; hosts: Sums }>
  flows: Flow[]
}

export function buildGraph(flows: readonly Flow[], options: HopOptions): Graph {
  const nodes = new Map<string, OpenNode>()
  const edges = new Map<string, OpenEdge>()
  for (const flow of flows) {
    for (const hop of hopsOf(flow, options)) addHop(nodes, edges, hop, flow)
  }
  return {
    nodes: new Map(
      [...nodes].map(([key, node]) => [key, { ...node, destServices: [...node.destServices.values()] }]),
    ),
    edges,
  }
}

function addHop(nodes: Map<string, OpenNode>, edges: Map<string, OpenEdge>, hop: Hop, flow: Flow): void {
  const source = openNode(nodes, hop.source)
  const target = openNode(nodes, hop.target)
  const edge = openEdge(edges, hop, flow.protocol)
  addDestination(target, flow.target)
  if (hop.entersInjected) target.isInjected = true
  edge.flows.push(flow)
  const { rate } = flow.report
  if (!(rate > 0)) return
  add(source.rates, `${flow.protocol}Out`, rate)
  add(target.rates, `${flow.protocol}In`, rate)
  add(edge.rates, flow.protocol, rate)
  const codeClass = classOf(flow)
  if (codeClass !== '') {
    add(target.rates, `${flow.protocol}In${codeClass}`, rate)
    add(edge.rates, `${flow.protocol}${codeClass}`, rate)
  }
  edge.responses[flow.code] ??= { flags: {}, hosts: {} }
  const response = edge.responses[flow.code]
  if (response !== undefined && flow.flags !== '') add(response.flags, flow.flags, rate)
  if (response !== undefined && flow.target.host !== '') add(response.hosts, flow.target.host, rate)
}

function add(sums: Sums, name: string, rate: number): void {
  sums[name] = (sums[name] ?? 0) + rate
}

function openNode(nodes: Map<string, OpenNode>, identity: NodeIdentity): OpenNode {
  let node = nodes.get(identity.identity)
  if (node === undefined) {
    node = { ...identity, rates: {}, destServices: new Map() }
    nodes.set(identity.identity, node)
  }
  return node
}

function openEdge(edges: Map<string, OpenEdge>, hop: Hop, protocol: Flow['protocol']): OpenEdge {
  const source = hop.source.identity
  const target = hop.target.identity
  const key = edgeKey(source, target, protocol)
  let edge = edges.get(key)
  if (edge === undefined) {
    edge = { key, source, target, protocol, rates: {}, responses: {}, flows: [] }
    edges.set(key, edge)
  }
  return edge
}

function addDestination(node: OpenNode, { cluster, serviceNamespace, serviceName }: Target): void {
  if (!isOk(serviceName)) return
  const service = { cluster, namespace: serviceNamespace, name: serviceName }
  node.destServices.set(`${cluster}\n${serviceNamespace}\n${serviceName}`, service)
}

/** 2xx has none: it is the total without the rest. */
function classOf({ protocol, code, hasCodes }: Flow): '' | '3xx' | '4xx' | '5xx' | 'Err' | 'NoResponse' {
  if (!hasCodes) return ''
  if (code === '-') return 'NoResponse'
  if (protocol === 'http') {
    if (code.startsWith('3')) return '3xx'
    if (code.startsWith('4')) return '4xx'
    return code.startsWith('5') ? '5xx' : ''
  }
  // Istio gives gRPC an HTTP code when no status came.
  if (code.length === 3) return code.startsWith('4') || code.startsWith('5') ? 'Err' : ''
  return code === '0' ? '' : 'Err'
}
