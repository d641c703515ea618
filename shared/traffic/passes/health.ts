/**
 * Kiali's health (business/health_calculator.go with its default tolerances). Per protocol the share of each kind of
 * failure among all responses is held against two limits; the worst kind wins. A node has the responses of all its
 * edges, and its replicas: none wanted is Not Ready, too few Degraded, none at all a Failure.
 */
import type { Given, Pass } from '../facts.ts'
import { type Edge, type Graph, type Health, mapEdges, mapNodes, type Node } from '../graph.ts'
import { findWorkload } from '../workload-of.ts'

interface Tolerance {
  readonly protocol: Edge['protocol']
  readonly matches: (code: string) => boolean
  /** Percent; any failure at all is above 0. */
  readonly degraded: number
  readonly failure: number
}

const noResponse = (code: string) => code === '-'
const tolerances: readonly Tolerance[] = [
  { protocol: 'http', matches: (code) => /^5\d\d$/.test(code), degraded: 0, failure: 10 },
  { protocol: 'http', matches: (code) => /^4\d\d$/.test(code), degraded: 10, failure: 20 },
  { protocol: 'grpc', matches: (code) => /^([1-9]|1[0-6])$/.test(code), degraded: 0, failure: 10 },
  { protocol: 'http', matches: noResponse, degraded: 0, failure: 10 },
  { protocol: 'grpc', matches: noResponse, degraded: 0, failure: 10 },
]

const severity: readonly Health[] = ['NA', 'Healthy', 'Not Ready', 'Degraded', 'Failure']

export const addHealth: Pass = (graph, given) => {
  const withEdges = mapEdges(graph, (edge) => ({ ...edge, health: edgeHealth(edge) }))
  const edgesByNode = groupByNode(withEdges)
  return mapNodes(withEdges, (node) => {
    const responses = codesHealth(edgesByNode.get(node.identity) ?? [])
    return { ...node, health: worst(responses, replicaHealth(node, given)) }
  })
}

function groupByNode(graph: Graph): Map<string, Edge[]> {
  const byNode = new Map<string, Edge[]>()
  for (const edge of graph.edges.values()) {
    for (const identity of new Set([edge.source, edge.target])) {
      const known = byNode.get(identity)
      if (known === undefined) byNode.set(identity, [edge])
      else known.push(edge)
    }
  }
  return byNode
}

function edgeHealth(edge: Edge): Health {
  if (edge.protocol === 'tcp') return (edge.rates.tcp ?? 0) > 0 ? 'Healthy' : 'NA'
  return codesHealth([edge])
}

function codesHealth(edges: readonly Edge[]): Health {
  let health: Health = 'NA'
  for (const protocol of ['http', 'grpc'] as const) {
    const codes = codeRates(edges.filter((edge) => edge.protocol === protocol))
    const total = [...codes.values()].reduce((sum, rate) => sum + rate, 0)
    if (total === 0) continue
    health = worst(health, 'Healthy')
    for (const tolerance of tolerances) {
      if (tolerance.protocol === protocol) health = worst(health, judge(tolerance, codes, total))
    }
  }
  return health
}

/** Requests only: messages and bytes have no codes. */
function codeRates(edges: readonly Edge[]): Map<string, number> {
  const codes = new Map<string, number>()
  for (const edge of edges) {
    for (const { hasCodes, code, report } of edge.flows) {
      if (hasCodes && report.rate > 0) codes.set(code, (codes.get(code) ?? 0) + report.rate)
    }
  }
  return codes
}

function judge({ matches, degraded, failure }: Tolerance, codes: Map<string, number>, total: number): Health {
  let failing = 0
  for (const [code, rate] of codes) if (matches(code)) failing += rate
  const percent = (100 * failing) / total
  if (failing === 0) return 'Healthy'
  if (percent >= failure) return 'Failure'
  return percent >= degraded ? 'Degraded' : 'Healthy'
}

function replicaHealth(node: Node, given: Given): Health {
  const replicas = findWorkload(node, given)?.replicas
  if (replicas === undefined) return 'NA'
  if (replicas.desired === 0) return 'Not Ready'
  if (replicas.ready === 0) return 'Failure'
  return replicas.ready < replicas.desired ? 'Degraded' : 'Healthy'
}

const worst = (a: Health, b: Health): Health => (severity.indexOf(a) >= severity.indexOf(b) ? a : b)
