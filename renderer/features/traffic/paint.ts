/** A graph's elements with the colours, widths and labels that graph-style.ts reads from their data. */
import type { ElementDefinition } from 'cytoscape'
import { formatNumber } from '../../ui/format.ts'
import type { Palette } from '../../ui/palette.ts'
import type { Box } from './boxes.ts'
import { controlPoints } from './curve.ts'
import {
  type EdgeLabel,
  edgeLabel,
  type Flown,
  type GraphView,
  type Health,
  type ViewEdge,
  type ViewNode,
} from './elements.ts'
import { badgeUri, flightBadgeUri, nodeIconUri } from './icons.ts'
import { type LabelledEdge, labelHalfHeight, labelHalfWidth, labelPlaces } from './label-places.ts'
import type { Point } from './layout.ts'

export interface Paint {
  readonly palette: Palette
  readonly label: EdgeLabel
  readonly find: string
  /** A context's colour; undefined where it is not a known one. */
  readonly colourOf: (context: string | null) => string | undefined
}

const mostFineEdges = 1200
const fewestLargeEdges = 1000

/**
 * More than cytoscape draws in time: large-graph.ts does. One that was large stays so until clearly fewer are left: to
 * change the way of drawing forgets where the view was moved to.
 */
export const isLarge = (view: GraphView, wasLarge: boolean) =>
  view.edges.length > (wasLarge ? fewestLargeEdges : mostFineEdges)

export function paintedElements(
  view: GraphView,
  boxes: readonly Box[],
  places: ReadonlyMap<string, Point>,
  paint: Paint,
): ElementDefinition[] {
  const nodes = new Map(view.nodes.map((n) => [n.id, n]))
  const labels = edgeLabelPlaces(view, places, paint)
  return [
    ...boxes.map((box) => paintedBox(box, paint)),
    ...view.nodes.flatMap((n) => paintedNode(n, places, paint)),
    ...view.edges.flatMap((e) => paintedEdge(e, nodes, places, paint, labels.get(e.id))),
  ]
}

export function edgeLabelPlaces(
  view: GraphView,
  places: ReadonlyMap<string, Point>,
  paint: Paint,
): ReadonlyMap<string, Point> {
  const edges = view.edges.flatMap((e): LabelledEdge[] => {
    const from = places.get(e.from)
    const to = places.get(e.to)
    if (from === undefined || to === undefined) return []
    return [{ id: e.id, from, to, label: edgeLabel(e, paint.label), weight: e.rate ?? 0 }]
  })
  const nodes = view.nodes.flatMap((n) => {
    const place = places.get(n.id)
    return place === undefined ? [] : [{ place, name: n.name }]
  })
  return labelPlaces(edges, nodes)
}

export function paintedBox(box: Box, paint: Paint): ElementDefinition {
  const width = box.right - box.left
  return {
    group: 'nodes',
    classes: `box ${box.kind}`,
    selectable: false,
    grabbable: false,
    data: {
      id: box.id,
      label: box.label,
      width,
      height: box.bottom - box.top,
      ...boxColours(box, paint),
      // The label is centred by cytoscape; this brings it to the left edge.
      labelX: -width / 2 + 15 + labelWidth(box.label, box.kind === 'cluster' ? 7.3 : 6.3) / 2,
    },
    position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 },
  }
}

export function boxColours(box: Box, { palette, colourOf }: Paint): { colour: string; ink: string } {
  if (box.kind === 'namespace') return { colour: palette.lineStrong, ink: palette.text3 }
  const colour = colourOf(box.context)
  return { colour: colour ?? palette.lineStrong, ink: inkOf(colour, palette) }
}

/** A context's colour as text: drawn half way to the text's own, where the ground is light. */
function inkOf(colour: string | undefined, p: Palette): string {
  if (colour === undefined) return p.text2
  return isLight(p) ? mixed(colour, p.text) : colour
}

const isLight = (p: Palette) => channels(p.background).every((part) => part > 128)
const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))

/** The middle of two colours; the first as it is where it is not written as #rrggbb. */
export function mixed(a: string, b: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(a) || !/^#[0-9a-f]{6}$/i.test(b)) return a
  const other = channels(b)
  const parts = channels(a).map((part, index) => Math.round((part + (other[index] ?? part)) / 2))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

const labelWidth = (text: string, perLetter: number) => text.length * perLetter

function paintedNode(n: ViewNode, places: ReadonlyMap<string, Point>, paint: Paint): ElementDefinition[] {
  const { palette } = paint
  const place = places.get(n.id) ?? { x: 0, y: 0 }
  const badge = badgeOf(n, palette)
  const faded = isFaded(n, paint.find) ? ' faded' : ''
  return [
    {
      group: 'nodes',
      classes: `workload${n.idle ? ' idle' : ''}${faded}`,
      data: {
        id: n.id,
        name: n.name,
        ring: ringColour(n, palette),
        images: [nodeIconUri(n.icon, palette), ...(badge === null ? [] : [badge])],
        imageWidths: badge === null ? ['19px'] : ['19px', '17px'],
        imageX: badge === null ? ['50%'] : ['50%', '112%'],
        imageY: badge === null ? ['50%'] : ['50%', '-12%'],
      },
      position: { ...place },
    },
    {
      group: 'nodes',
      classes: `caption${faded}`,
      selectable: false,
      grabbable: false,
      data: { id: `caption ${n.id}`, label: captionOf(n), ink: captionInk(n, palette) },
      position: { ...place },
    },
  ]
}

/** A test flight comes in there, else a canary or trouble. */
export const badgeOf = (n: ViewNode, p: Palette) =>
  n.flown === null ? badgeUri(n.role, n.health, p) : flightBadgeUri(p)

export const captionInk = (n: ViewNode, p: Palette) =>
  n.role === 'canary' || n.flown !== null ? p.canaryText : p.text3

export const captionOf = ({ caption, flown }: ViewNode) =>
  [caption, ...(flown === null ? [] : [flightWords(flown)])].filter(Boolean).join(' · ')

const flightWords = ({ rate }: Flown) => (rate === null ? 'flight' : `flight ${formatNumber(rate)}/s`)

export const isFaded = (n: ViewNode, find: string) =>
  find !== '' && !`${n.name} ${n.caption} ${n.namespace}`.toLowerCase().includes(find.toLowerCase())

export function ringColour(n: ViewNode, p: Palette): string {
  if (n.role === 'canary' && n.health !== 'failing') return p.canary
  return healthColour(n.health, p)
}

function paintedEdge(
  e: ViewEdge,
  nodes: ReadonlyMap<string, ViewNode>,
  places: ReadonlyMap<string, Point>,
  paint: Paint,
  label: Point | undefined,
): ElementDefinition[] {
  const from = places.get(e.from)
  const to = places.get(e.to)
  const curve = from === undefined || to === undefined ? null : controlPoints(from, to)
  const ends = [nodes.get(e.from), nodes.get(e.to)]
  const faded = ends.some((n) => n !== undefined && isFaded(n, paint.find)) ? ' faded' : ''
  const drawn: ElementDefinition = {
    group: 'edges',
    classes: `${curve === null ? '' : 'curved'}${e.protocol === 'tcp' ? ' tcp' : ''}${faded}`,
    data: {
      id: e.id,
      source: e.from,
      target: e.to,
      label: label === undefined ? edgeLabel(e, paint.label) : '',
      width: edgeWidth(e),
      colour: edgeColour(e, nodes.get(e.to), paint.palette),
      ...curve,
    },
  }
  return label === undefined ? [drawn] : [drawn, paintedLabel(edgeLabel(e, paint.label), e.id, label, faded)]
}

/** An element of its own, so that no other edge is drawn across it. */
function paintedLabel(label: string, edge: string, position: Point, faded: string): ElementDefinition {
  return {
    group: 'nodes',
    classes: `edge-label${faded}`,
    selectable: false,
    grabbable: false,
    data: { id: labelId(edge), label, width: 2 * labelHalfWidth(label), height: 2 * labelHalfHeight },
    position: { ...position },
  }
}

const labelPrefix = 'label of '
export const labelId = (edge: string) => `${labelPrefix}${edge}`
/** The edge that a label belongs to; any other element's own id. */
export const ownerId = (id: string) => (id.startsWith(labelPrefix) ? id.slice(labelPrefix.length) : id)

/** 1.1 for a trickle, 2.2 for a hundred a second, 5 for thousands. */
export function edgeWidth(e: Pick<ViewEdge, 'rate' | 'protocol'>): number {
  const rate = (e.rate ?? 0) / (e.protocol === 'tcp' ? 1000 : 1)
  return Math.min(5, 1.1 + Math.log10(1 + rate) ** 2 * 0.27)
}

export function edgeColour(e: ViewEdge, target: ViewNode | undefined, p: Palette): string {
  if (e.protocol === 'tcp') return p.tcp
  if (target?.role === 'canary' && e.health !== 'degraded' && e.health !== 'failing') return p.canary
  return healthColour(e.health, p)
}

const healthColour = (health: Health, p: Palette) => (health === 'none' ? p.lineStrong : p[health])
