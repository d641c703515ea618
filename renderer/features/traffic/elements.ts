/** Kiali's graph as the window draws it: numbers out of their strings, one name and one caption a node. */
import type { GraphEdge, GraphNode, TrafficGraph } from '#shared/model/traffic.ts'
import { formatMs, formatNumber, formatPercent, unknown } from '../../ui/format.ts'

export type Health = 'healthy' | 'degraded' | 'failing' | 'none'
export type NodeIcon = 'workload' | 'service' | 'gateway' | 'unknown' | 'outside'
export const edgeLabels = ['rate', 'p95', 'errors', 'share'] as const
export type EdgeLabel = (typeof edgeLabels)[number]

export interface ViewNode {
  readonly id: string
  readonly name: string
  readonly caption: string
  readonly icon: NodeIcon
  readonly health: Health
  readonly role: 'primary' | 'canary' | null
  /** The cluster's name for the box; empty for what is in none. */
  readonly cluster: string
  readonly context: string | null
  readonly namespace: string
  readonly idle: boolean
  /** The test flights to it just now; null where none goes there. */
  readonly flown: Flown | null
  /** By name, the primary over its canary. */
  readonly order: string
  readonly data: GraphNode
}

export interface Flown {
  /** Requests per second of all of them; null where one is not measured yet, or by its cluster only. */
  readonly rate: number | null
}

export interface ViewEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly protocol: string
  /** Requests per second, or bytes per second for TCP. */
  readonly rate: number | null
  /** Percent of requests. */
  readonly errorPercent: number | null
  /** ms, the quantile that was asked for. */
  readonly responseMs: number | null
  /** Percent of what the source sends out. */
  readonly share: number | null
  readonly health: Health
  readonly data: GraphEdge
}

export interface GraphView {
  readonly nodes: readonly ViewNode[]
  readonly edges: readonly ViewEdge[]
}

export function graphView(graph: TrafficGraph): GraphView {
  const nodes = graph.elements.nodes.map((n) => n.data).filter((n) => n.isBox === undefined)
  const known = new Set(nodes.map((n) => n.id))
  const edges = graph.elements.edges
    .map((e) => e.data)
    .filter((e) => known.has(e.source) && known.has(e.target))
  return { nodes: nodes.map(viewNode), edges: edges.map(viewEdge) }
}

function viewNode(n: GraphNode): ViewNode {
  const named = n.cluster !== '' && n.cluster !== 'unknown'
  return {
    id: n.id,
    name: nodeName(n),
    caption: nodeCaption(n),
    icon: nodeIcon(n),
    health: healthOf(n.healthStatus),
    role: n.canary?.role ?? null,
    cluster: named ? n.cluster : '',
    context: n.context ?? null,
    namespace: n.namespace === 'unknown' ? '' : n.namespace,
    order: `${nodeName(n)} ${n.canary?.role === 'canary' ? 1 : 0} ${n.version ?? ''} ${n.id}`,
    idle: n.isIdle === true || n.isDead === true,
    flown: null,
    data: n,
  }
}

export function nodeName(n: GraphNode): string {
  const name = n.nodeType === 'service' ? n.service : (n.app ?? n.workload ?? n.service)
  if (name === undefined || name === 'unknown') return n.workload ?? n.service ?? 'unknown'
  return n.canary?.role === 'primary' ? name.replace(/-primary$/, '') : name
}

function nodeCaption(n: GraphNode): string {
  if (n.canary !== undefined) return `${n.canary.role} · ${formatPercent(n.canary.weight)}`
  if (isGateway(n)) return 'gateway'
  if (n.nodeType === 'service') return 'service'
  if (n.isOutside) return n.namespace
  return n.version === undefined || n.version === 'unknown' ? '' : n.version
}

function nodeIcon(n: GraphNode): NodeIcon {
  if (isGateway(n)) return 'gateway'
  if (n.nodeType === 'unknown') return 'unknown'
  return n.nodeType === 'service' ? 'service' : 'workload'
}

const isGateway = (n: GraphNode) =>
  (n.isGateway !== undefined && n.isGateway !== null && n.isGateway !== false) ||
  /-(ingress|egress)gateway$/.test(n.workload ?? n.app ?? '')

function healthOf(status: GraphNode['healthStatus']): Health {
  if (status === 'Healthy') return 'healthy'
  if (status === 'Degraded') return 'degraded'
  return status === 'Failure' ? 'failing' : 'none'
}

function viewEdge(e: GraphEdge): ViewEdge {
  const { protocol, rates } = e.traffic
  const rate = number(rates[protocol])
  return {
    id: e.id,
    from: e.source,
    to: e.target,
    protocol,
    rate,
    // Kiali leaves zeros out: where there is a rate, no error share means none.
    errorPercent:
      protocol === 'tcp' ? null : (number(rates[`${protocol}PercentErr`]) ?? (rate === null ? null : 0)),
    responseMs: number(e.responseTime),
    share: number(rates[`${protocol}PercentReq`]),
    health: healthOf(e.healthStatus),
    data: e,
  }
}

function number(text: string | undefined): number | null {
  if (text === undefined) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

export function edgeLabel(edge: ViewEdge, label: EdgeLabel): string {
  switch (label) {
    case 'rate':
      return rateWords(edge)
    case 'p95':
      return edge.responseMs === null ? '' : formatMs(edge.responseMs)
    case 'errors':
      return edge.errorPercent === null ? '' : formatPercent(edge.errorPercent)
    case 'share':
      return edge.share === null ? '' : formatPercent(edge.share)
  }
}

export function rateWords(edge: Pick<ViewEdge, 'protocol' | 'rate'>): string {
  if (edge.rate === null) return ''
  if (edge.protocol === 'tcp') return byteRate(edge.rate)
  return `${edge.rate >= 10 ? edge.rate.toFixed(0) : formatNumber(edge.rate)}/s`
}

function byteRate(bytes: number): string {
  if (bytes >= 1e6) return `${formatNumber(bytes / 1e6)} MB/s`
  return bytes >= 1000 ? `${formatNumber(bytes / 1000)} kB/s` : `${formatNumber(bytes)} B/s`
}

/** What enters the graph per second: the requests of edges whose source nobody in the graph calls. */
export function enteringRate(view: GraphView): number | null {
  const requests = view.edges.filter((e) => e.protocol !== 'tcp' && e.rate !== null)
  if (requests.length === 0) return null
  const called = new Set(requests.map((e) => e.to))
  const entering = requests.filter((e) => !called.has(e.from))
  return (entering.length > 0 ? entering : requests).reduce((sum, e) => sum + (e.rate ?? 0), 0)
}

/** `9 workloads · 11 edges · 239.6 req/s · 2 clusters` */
export function countsLine(view: GraphView): string {
  const clusters = new Set(view.nodes.map((n) => n.cluster).filter((c) => c !== ''))
  const rate = enteringRate(view)
  const counted = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
  return [
    counted(view.nodes.filter((n) => n.icon !== 'unknown').length, 'node'),
    counted(view.edges.length, 'edge'),
    `${rate === null ? unknown : formatNumber(rate)} req/s`,
    counted(clusters.size, 'cluster'),
  ].join(' · ')
}

/** `productpage canary`, `reviews v2`, `istio-ingressgateway`. */
export function nodeTitle(n: ViewNode): string {
  if (n.role !== null) return `${n.name} ${n.role}`
  return n.icon === 'workload' && n.caption !== '' ? `${n.name} ${n.caption}` : n.name
}
