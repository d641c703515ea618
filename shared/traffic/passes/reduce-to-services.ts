/**
 * The service graph: workloads go, and each service inherits what the workloads behind it call. Callers that nobody
 * calls, such as an ingress gateway, stay as they are.
 */
import type { Pass } from '../facts.ts'
import { addRates, type Edge, edgeKey, type Graph, type Node, protocols, type Responses } from '../graph.ts'

export const reduceToServices: Pass = (graph, { options }) => {
  if (options.graphType !== 'service') return graph
  const isService = (identity: string) => graph.nodes.get(identity)?.nodeType === 'service'
  const behind = workloadsBehind(graph, isService)
  const called = new Set([...graph.edges.values()].map((edge) => edge.target))
  const edges = new Map<string, Edge>()
  for (const edge of graph.edges.values()) {
    if (!isService(edge.target)) continue
    const sources = isService(edge.source)
      ? [edge.source]
      : [...(behind.get(edge.source) ?? []), ...(called.has(edge.source) ? [] : [edge.source])]
    for (const source of sources) {
      const key = edgeKey(source, edge.target, edge.protocol)
      const known = edges.get(key)
      edges.set(key, known === undefined ? { ...edge, key, source } : joined(known, edge))
    }
  }
  const callers = new Set([...edges.values()].map((edge) => edge.source))
  const kept = [...graph.nodes].filter(([key]) => isService(key) || callers.has(key))
  return { nodes: new Map(kept.map(([key, node]) => [key, withOut(node, edges)])), edges }
}

function workloadsBehind(graph: Graph, isService: (identity: string) => boolean): Map<string, string[]> {
  const behind = new Map<string, string[]>()
  for (const { source, target } of graph.edges.values()) {
    if (!isService(source) || isService(target)) continue
    const services = behind.get(target) ?? []
    if (!services.includes(source)) behind.set(target, [...services, source].sort())
  }
  return behind
}

function joined(a: Edge, b: Edge): Edge {
  return {
    ...a,
    rates: addRates(a.rates, b.rates),
    responses: addResponses(a.responses, b.responses),
    flows: [...a.flows, ...b.flows],
    durations: addDurations(a.durations, b.durations),
    ...((a.throughput ?? b.throughput) !== undefined && {
      throughput: (a.throughput ?? 0) + (b.throughput ?? 0),
    }),
  }
}

function addResponses(a: Responses, b: Responses): Responses {
  const sum: Record<string, Responses[string]> = { ...a }
  for (const [code, { flags, hosts }] of Object.entries(b)) {
    const known = sum[code] ?? { flags: {}, hosts: {} }
    sum[code] = { flags: addRates(known.flags, flags), hosts: addRates(known.hosts, hosts) }
  }
  return sum
}

function addDurations(a: Edge['durations'], b: Edge['durations']): NonNullable<Edge['durations']> {
  const sum = new Map<number, Map<number, number>>()
  for (const [rank, buckets] of [...(a ?? []), ...(b ?? [])]) {
    const known = sum.get(rank) ?? new Map<number, number>()
    sum.set(rank, known)
    for (const [le, rate] of buckets) known.set(le, (known.get(le) ?? 0) + rate)
  }
  return sum
}

function withOut(node: Node, edges: ReadonlyMap<string, Edge>): Node {
  const rates: Record<string, number> = { ...node.rates }
  for (const protocol of protocols) delete rates[`${protocol}Out`]
  for (const edge of edges.values()) {
    const rate = edge.rates[edge.protocol]
    if (edge.source !== node.identity || rate === undefined) continue
    rates[`${edge.protocol}Out`] = (rates[`${edge.protocol}Out`] ?? 0) + rate
  }
  return { ...node, rates }
}
