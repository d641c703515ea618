/** The finished graph in the form of Kiali's graph API: strings, sha256 ids, zeros left out, a fixed order. */
import type { GraphEdge, GraphNode, TrafficGraph } from '../model/traffic.ts'
import { boxNodes } from './boxes.ts'
import { fixed, percentText, rateText } from './decimals.ts'
import { explainEdge } from './explain-edge.ts'
import { type Edge, type Graph, type Node, protocols, type Rates } from './graph.ts'
import type { GraphOptions } from './options.ts'
import { sha256 } from './sha256.ts'

export function toJson(graph: Graph, options: GraphOptions): Omit<TrafficGraph, 'problems'> {
  const ids = new Map([...graph.nodes.keys()].map((identity) => [identity, sha256(identity)]))
  const idOf = (identity: string) => ids.get(identity) ?? sha256(identity)
  const drawn = [...graph.nodes.values()].map((node) => nodeJson(node, idOf(node.identity)))
  const nodes = boxNodes(drawn, options).sort(compareNodes)
  const edges = [...graph.edges.values()]
    .map((edge) => edgeJson(edge, graph, idOf, options))
    .sort(compareEdges)
  return {
    timestamp: options.timestamp,
    duration: options.durationSeconds,
    graphType: options.graphType,
    elements: { nodes: nodes.map((data) => ({ data })), edges: edges.map((data) => ({ data })) },
  }
}

function nodeJson(node: Node, id: string): GraphNode {
  const traffic = protocols.flatMap((protocol) => {
    const rates = texts(node.rates, (name) => name.startsWith(`${protocol}In`) || name === `${protocol}Out`)
    return Object.keys(rates).length === 0 ? [] : [{ protocol, rates }]
  })
  const { nodeType, cluster, namespace, workload, app, version, service } = node
  return {
    id,
    nodeType,
    cluster,
    namespace,
    ...(workload !== undefined && { workload }),
    ...(app !== undefined && { app }),
    ...(version !== undefined && { version }),
    ...(service !== undefined && { service }),
    ...(node.destServices.length > 0 && { destServices: sortedServices(node.destServices) }),
    ...(traffic.length > 0 && { traffic }),
    ...(node.isRoot && { isRoot: true }),
    ...(node.isIdle && { isIdle: true }),
    ...(node.isDead && { isDead: true }),
    ...(node.isInjected && { isInjected: true }),
    ...(node.isOutside && { isOutside: true }),
    ...(node.isInaccessible && { isInaccessible: true }),
    ...(node.health !== undefined && { healthStatus: node.health }),
    ...(node.context !== undefined && { context: node.context }),
    ...(node.canary !== undefined && { canary: node.canary }),
  }
}

function sortedServices(services: Node['destServices']): NonNullable<GraphNode['destServices']> {
  const key = (one: Node['destServices'][number]) => `${one.cluster}\n${one.namespace}\n${one.name}`
  return [...services].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

function texts(rates: Rates, wanted: (name: string) => boolean): Record<string, string> {
  const shown = Object.entries(rates).filter(([name, rate]) => wanted(name) && rate > 0)
  return Object.fromEntries(shown.map(([name, rate]) => [name, rateText(rate)]))
}

function edgeJson(
  edge: Edge,
  graph: Graph,
  idOf: (identity: string) => string,
  options: GraphOptions,
): GraphEdge {
  const source = idOf(edge.source)
  const target = idOf(edge.target)
  return {
    id: sha256(`${source}.${target}.${edge.protocol}`),
    source,
    target,
    traffic: edgeTraffic(edge, graph.nodes.get(edge.source)?.rates[`${edge.protocol}Out`]),
    ...(edge.responseTimeMs !== undefined && { responseTime: fixed(edge.responseTimeMs, 0) }),
    ...(edge.throughput !== undefined && { throughput: fixed(edge.throughput, 0) }),
    ...(edge.mutualTlsPercent !== undefined && { isMTLS: fixed(edge.mutualTlsPercent, 0) }),
    ...(edge.health !== undefined && { healthStatus: edge.health }),
    explain: explainEdge(edge, options.durationSeconds),
  }
}

function edgeTraffic(edge: Edge, sourceOut: number | undefined): GraphEdge['traffic'] {
  const { protocol } = edge
  const total = edge.rates[protocol] ?? 0
  if (total === 0) return { protocol, rates: {} }
  const failed = ['4xx', '5xx', 'Err', 'NoResponse'].reduce(
    (sum, codeClass) => sum + (edge.rates[`${protocol}${codeClass}`] ?? 0),
    0,
  )
  const shares =
    protocol === 'tcp'
      ? {}
      : {
          ...(failed > 0 && { [`${protocol}PercentErr`]: percentText((100 * failed) / total) }),
          ...(sourceOut && { [`${protocol}PercentReq`]: percentText((100 * total) / sourceOut) }),
        }
  const share = (rates: Rates) =>
    Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, percentText((100 * rate) / total)]))
  const responses = Object.entries(edge.responses).map(
    ([code, { flags, hosts }]) => [code, { flags: share(flags), hosts: share(hosts) }] as const,
  )
  return {
    protocol,
    rates: { ...texts(edge.rates, () => true), ...shares },
    responses: Object.fromEntries(responses),
  }
}

const boxRanks: readonly GraphNode['isBox'][] = ['cluster', 'namespace', 'app', undefined]

function compareNodes(a: GraphNode, b: GraphNode): number {
  const key = (n: GraphNode) =>
    [n.cluster, n.namespace, n.app ?? '', n.version ?? '', n.service ?? '', n.workload ?? '', n.id].join('\n')
  return boxRanks.indexOf(a.isBox) - boxRanks.indexOf(b.isBox) || (key(a) < key(b) ? -1 : 1)
}

function compareEdges(a: GraphEdge, b: GraphEdge): number {
  const key = (e: GraphEdge) => `${e.source}\n${e.target}\n${e.traffic.protocol}`
  return key(a) < key(b) ? -1 : 1
}
