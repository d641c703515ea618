/** The graph for other tools: a table, Graphviz and Mermaid. */
import type { GraphEdge, GraphNode, TrafficGraph } from '../model/traffic.ts'

/** One row of the table. */
export interface Edge {
  /** `east/bookinfo/reviews v1` */
  readonly from: string
  readonly to: string
  /** `12.40/s`, or `1024.00 B/s` for TCP. */
  readonly rate: string
  readonly errorPercent: string
  /** With its unit; `–` when it is not known. */
  readonly p95: string
}

const unknown = '–'

export function toTable(graph: TrafficGraph): Edge[] {
  const names = namesOf(graph)
  return graph.elements.edges
    .map(({ data }) => ({
      from: names.get(data.source) ?? data.source,
      to: names.get(data.target) ?? data.target,
      rate: rateOf(data),
      errorPercent: errorsOf(data),
      p95: data.responseTime === undefined ? unknown : `${data.responseTime} ms`,
    }))
    .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to) || compare(a.rate, b.rate))
}

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1)

function namesOf(graph: TrafficGraph): Map<string, string> {
  return new Map(graph.elements.nodes.map(({ data }) => [data.id, nodeName(data)]))
}

/** `cluster/namespace/name version`, without what is not known; versions that only say `latest` are not shown. */
function nodeName(node: GraphNode): string {
  const name = node.nodeType === 'service' ? node.service : (node.app ?? node.workload ?? node.service)
  const isVersion = node.version !== undefined && node.version !== 'latest' && node.version !== 'unknown'
  const own = `${name ?? 'unknown'}${isVersion ? ` ${node.version}` : ''}`
  return [node.cluster, node.namespace]
    .filter((part) => part !== 'unknown' && part !== '')
    .concat(own)
    .join('/')
}

function rateOf({ traffic: { protocol, rates } }: GraphEdge): string {
  const rate = rates[protocol]
  if (rate === undefined) return unknown
  return protocol === 'tcp' ? `${rate} B/s` : `${rate}/s`
}

/** Where there is a rate, no share of errors means none. */
function errorsOf({ traffic: { protocol, rates } }: GraphEdge): string {
  if (protocol === 'tcp' || rates[protocol] === undefined) return unknown
  return `${rates[`${protocol}PercentErr`] ?? '0.0'} %`
}

export function toDot(graph: TrafficGraph): string {
  const { nodes, edges } = graph.elements
  const lines = drawn(nodes).map(([node, id]) => `  ${id} [label=${dotText(nodeName(node))}]`)
  const ids = idsOf(nodes)
  for (const { data } of edges) {
    lines.push(`  ${ids.get(data.source)} -> ${ids.get(data.target)} [label=${dotText(edgeText(data))}]`)
  }
  return ['digraph traffic {', '  rankdir=LR', '  node [shape=box]', ...lines, '}'].join('\n')
}

export function toMermaid(graph: TrafficGraph): string {
  const { nodes, edges } = graph.elements
  const lines = drawn(nodes).map(([node, id]) => `  ${id}["${mermaidText(nodeName(node))}"]`)
  const ids = idsOf(nodes)
  for (const { data } of edges) {
    lines.push(`  ${ids.get(data.source)} -->|"${mermaidText(edgeText(data))}"| ${ids.get(data.target)}`)
  }
  return ['flowchart LR', ...lines].join('\n')
}

const edgeText = (edge: GraphEdge) => {
  const errors = errorsOf(edge)
  return errors === unknown || errors === '0.0 %' ? rateOf(edge) : `${rateOf(edge)}, ${errors} errors`
}

/** Nodes without the boxes, each with a short id. */
function drawn(nodes: TrafficGraph['elements']['nodes']): [GraphNode, string][] {
  return nodes
    .map(({ data }) => data)
    .filter((node) => node.isBox === undefined)
    .map((node, index) => [node, `n${index + 1}`])
}

const idsOf = (nodes: TrafficGraph['elements']['nodes']) =>
  new Map(drawn(nodes).map(([node, id]) => [node.id, id]))

const dotText = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`
const mermaidText = (text: string) => text.replace(/[#"<>&]/g, (character) => `#${character.codePointAt(0)};`)
