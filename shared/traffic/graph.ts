/** The graph while it is built: numbers, not yet Kiali's strings. */
import type { Flow } from './flows.ts'
import type { NodeIdentity } from './node-identity.ts'

/** Kiali's names of rates to their sums: `http`, `http5xx`, `httpIn`, `httpOut`. */
export type Rates = Readonly<Record<string, number>>
export type Health = 'Failure' | 'Degraded' | 'Not Ready' | 'Healthy' | 'NA'

export interface Node extends NodeIdentity {
  readonly rates: Rates
  readonly destServices: readonly { cluster: string; namespace: string; name: string }[]
  readonly isInjected?: boolean
  readonly isRoot?: boolean
  readonly isIdle?: boolean
  readonly isDead?: boolean
  readonly isOutside?: boolean
  readonly isInaccessible?: boolean
  readonly health?: Health
  readonly context?: string
  readonly canary?: { name: string; role: 'primary' | 'canary'; weight: number }
}

/** code -> rate per response flags and per host. */
export type Responses = Readonly<Record<string, { readonly flags: Rates; readonly hosts: Rates }>>

export interface Edge {
  readonly key: string
  /** Identities of its nodes. */
  readonly source: string
  readonly target: string
  readonly protocol: Flow['protocol']
  readonly rates: Rates
  readonly responses: Responses
  readonly flows: readonly Flow[]
  /** Requests per second that took at most so many ms, ascending; by rank of the reporter. */
  readonly durations?: ReadonlyMap<number, ReadonlyMap<number, number>>
  readonly responseTimeMs?: number
  readonly throughput?: number
  readonly mutualTlsPercent?: number
  readonly health?: Health
}

export interface Graph {
  readonly nodes: ReadonlyMap<string, Node>
  readonly edges: ReadonlyMap<string, Edge>
}

/** Kiali has one edge per source, target and protocol. */
export const edgeKey = (source: string, target: string, protocol: string) =>
  `${source}\n${target}\n${protocol}`

export const protocols = ['grpc', 'http', 'tcp'] as const

export function mapNodes(graph: Graph, change: (node: Node) => Node): Graph {
  return { ...graph, nodes: new Map([...graph.nodes].map(([key, node]) => [key, change(node)])) }
}

export function mapEdges(graph: Graph, change: (edge: Edge) => Edge): Graph {
  return { ...graph, edges: new Map([...graph.edges].map(([key, edge]) => [key, change(edge)])) }
}

export function addRates(a: Rates, b: Rates): Rates {
  const sum: Record<string, number> = { ...a }
  for (const [name, rate] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + rate
  return sum
}
