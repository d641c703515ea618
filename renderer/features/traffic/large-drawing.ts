/**
 * Draws a large graph, only what is in sight, in this order: boxes, edges, nodes, words.
 * From afar nodes are dots in the colour of their health; near by they have icon, name and caption as in a small graph.
 * Names of boxes, and where test flights go, stay legible however far away.
 */
import type { Palette } from '../../ui/palette.ts'
import { nodeSize, smallestWordsPx } from './graph-style.ts'
import { groupBy } from './group-by.ts'
import { nodeIconUri } from './icons.ts'
import type { LargeBox, LargeBundle, LargeEdge, LargeNode, LargeScene } from './large-scene.ts'
import type { Point } from './layout.ts'
import type { Viewport } from './viewport.ts'

export interface LargeLook {
  readonly viewport: Viewport
  /** In sight, in points of the graph. */
  readonly seen: Sight
  readonly palette: Palette
  readonly selected: string | null
  /** The drawn picture; undefined until it is loaded. */
  readonly picture: (uri: string) => CanvasImageSource | undefined
}

interface Sight {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

type Pen = CanvasRenderingContext2D

const radius = nodeSize / 2
const fadedAlpha = 0.22
/** Smaller ones are dots. */
const smallestRingPx = 5

/** Else nodes are dots, which lie so close that nobody means one in particular. */
export const hasRings = (zoom: number) => radius * zoom >= smallestRingPx
/** Thinner lines than this cannot be told from the ground. */
const thinnestPx = 0.6
/** From here on dashes and arrows can be seen, and edges no longer hide what lies under so many of them. */
const nearZoom = 0.25
const fullTurn = 2 * Math.PI

/** The pen stands in the graph's points: its transformation is the viewport's. */
export function drawLarge(pen: Pen, scene: LargeScene, look: LargeLook): void {
  const nodes = scene.nodes.filter(({ place }) => isNear(place, look.seen))
  for (const box of scene.boxes) drawBox(pen, box, look)
  for (const bundle of scene.bundles) drawBundle(pen, bundle, look)
  drawSelected(pen, scene, look)
  if (!hasRings(look.viewport.zoom)) drawDots(pen, nodes, look)
  else for (const node of nodes) drawNode(pen, node, look)
  pen.globalAlpha = 1
  for (const box of scene.boxes) drawBoxName(pen, box, look)
  for (const node of nodes) if (node.node.flown !== null) drawFlight(pen, node, look)
}

const around = 60
const isNear = (p: Point, seen: Sight) =>
  p.x > seen.left - around &&
  p.x < seen.right + around &&
  p.y > seen.top - around &&
  p.y < seen.bottom + around

const isApart = (box: Sight, seen: Sight) =>
  box.right < seen.left || box.left > seen.right || box.bottom < seen.top || box.top > seen.bottom

function drawBox(pen: Pen, box: LargeBox, { viewport, seen, palette }: LargeLook): void {
  if (isApart(box, seen)) return
  pen.beginPath()
  pen.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, 8)
  if (box.kind === 'cluster') {
    pen.globalAlpha = 0.55
    pen.fillStyle = palette.surface1
    pen.fill()
  }
  pen.globalAlpha = 1
  pen.strokeStyle = box.colour
  pen.lineWidth = Math.max(box.kind === 'cluster' ? 1.2 : 1, 1 / viewport.zoom)
  // Dashes that are too fine to be seen cost as much as all the rest.
  pen.setLineDash(box.kind === 'cluster' || viewport.zoom < nearZoom ? [] : [4, 2])
  pen.stroke()
  pen.setLineDash([])
}

/** At once, but not so many that the path becomes slow to fill. */
const edgesPerPath = 200

function drawBundle(pen: Pen, bundle: LargeBundle, { viewport, seen }: LargeLook): void {
  const edges = bundle.edges.filter((edge) => isInSight(edge, seen))
  const alpha = viewport.zoom < nearZoom ? 0.3 : 0.5
  pen.globalAlpha = bundle.faded ? alpha * fadedAlpha : alpha
  pen.strokeStyle = bundle.colour
  pen.fillStyle = bundle.colour
  pen.lineWidth = Math.max(bundle.width, thinnestPx / viewport.zoom)
  pen.setLineDash(bundle.dashed && viewport.zoom >= nearZoom ? [6, 3] : [])
  for (let first = 0; first < edges.length; first += edgesPerPath) {
    pen.beginPath()
    for (const { from, to } of edges.slice(first, first + edgesPerPath)) {
      pen.moveTo(from.x, from.y)
      pen.lineTo(to.x, to.y)
    }
    pen.stroke()
  }
  pen.setLineDash([])
  if (viewport.zoom < nearZoom) return
  pen.beginPath()
  for (const edge of edges) tip(pen, edge, 5 + 1.5 * bundle.width)
  pen.fill()
}

function isInSight({ from, to }: LargeEdge, seen: Sight): boolean {
  return !isApart(
    {
      left: Math.min(from.x, to.x),
      right: Math.max(from.x, to.x),
      top: Math.min(from.y, to.y),
      bottom: Math.max(from.y, to.y),
    },
    seen,
  )
}

/** The arrow's head, its point at the target's rim. */
function tip(pen: Pen, { from, to }: LargeEdge, size: number): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (length < nodeSize) return
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length]
  const [x, y] = [to.x - ux * (radius + 1), to.y - uy * (radius + 1)]
  pen.moveTo(x, y)
  pen.lineTo(x - ux * size - (uy * size) / 2, y - uy * size + (ux * size) / 2)
  pen.lineTo(x - ux * size + (uy * size) / 2, y - uy * size - (ux * size) / 2)
}

function drawSelected(
  pen: Pen,
  { nodes, bundles }: LargeScene,
  { viewport, palette, selected }: LargeLook,
): void {
  if (selected === null) return
  const node = nodes.find((n) => n.id === selected)
  const edge = bundles.flatMap((b) => b.edges).find((e) => e.id === selected)
  pen.globalAlpha = 0.6
  pen.beginPath()
  if (node !== undefined) {
    pen.fillStyle = palette.text2
    pen.arc(node.place.x, node.place.y, radius + Math.max(6, 4 / viewport.zoom), 0, fullTurn)
    pen.fill()
  } else if (edge !== undefined) {
    pen.strokeStyle = palette.text
    pen.lineWidth = Math.max(4, 2.5 / viewport.zoom)
    pen.moveTo(edge.from.x, edge.from.y)
    pen.lineTo(edge.to.x, edge.to.y)
    pen.stroke()
  }
  pen.globalAlpha = 1
}

function drawDots(pen: Pen, nodes: readonly LargeNode[], { viewport }: LargeLook): void {
  const size = Math.max(radius, 1.8 / viewport.zoom)
  for (const alike of groupBy(nodes, (n) => `${n.ring} ${alphaOf(n)}`).values()) {
    pen.beginPath()
    for (const { place } of alike) {
      pen.moveTo(place.x + size, place.y)
      pen.arc(place.x, place.y, size, 0, fullTurn)
    }
    const [first] = alike
    if (first === undefined) continue
    pen.globalAlpha = alphaOf(first)
    pen.fillStyle = first.ring
    pen.fill()
  }
}

const alphaOf = ({ node, faded }: LargeNode) => (faded ? fadedAlpha : node.idle ? 0.65 : 1)

function drawNode(pen: Pen, drawn: LargeNode, look: LargeLook): void {
  const { node, place } = drawn
  const { viewport, palette } = look
  pen.globalAlpha = alphaOf(drawn)
  pen.beginPath()
  pen.arc(place.x, place.y, radius, 0, fullTurn)
  pen.fillStyle = palette.surface2
  pen.fill()
  pen.strokeStyle = drawn.ring
  pen.lineWidth = Math.max(2.4, 1 / viewport.zoom)
  pen.setLineDash(node.idle ? [2, 2] : [])
  pen.stroke()
  pen.setLineDash([])
  drawPicture(pen, look.picture(nodeIconUri(node.icon, palette)), place, 19)
  if (drawn.badge !== null) drawPicture(pen, look.picture(drawn.badge), shoulder(place), 17)
  pen.textAlign = 'center'
  pen.textBaseline = 'top'
  if (13 * viewport.zoom >= 6) write(pen, node.name, place.x, place.y + radius + 6, 13, 600, palette.text)
  if (11.5 * viewport.zoom >= smallestWordsPx && node.flown === null)
    write(pen, drawn.caption, place.x, place.y + radius + 23, 11.5, 400, drawn.captionInk)
}

const shoulder = ({ x, y }: Point): Point => ({ x: x + 18, y: y - 18 })

function drawPicture(pen: Pen, picture: CanvasImageSource | undefined, middle: Point, size: number): void {
  if (picture !== undefined) pen.drawImage(picture, middle.x - size / 2, middle.y - size / 2, size, size)
}

function write(
  pen: Pen,
  text: string,
  x: number,
  y: number,
  size: number,
  weight: number,
  ink: string,
): void {
  pen.font = `${weight} ${size}px 'Inter Variable'`
  pen.fillStyle = ink
  pen.fillText(text, x, y)
}

/** Words that lie on other things stand out from them by a rim in the ground's colour. */
function writeOver(pen: Pen, text: string, at: Point, size: number, ink: string, palette: Palette): void {
  pen.font = `600 ${size}px 'Inter Variable'`
  pen.lineJoin = 'round'
  pen.lineWidth = size / 3
  pen.strokeStyle = palette.background
  pen.strokeText(text, at.x, at.y)
  pen.fillStyle = ink
  pen.fillText(text, at.x, at.y)
}

/** Words are this wide, of their size, for each letter. */
const letterWidth = 0.58
const smallestNamePx = 10

function drawBoxName(pen: Pen, box: LargeBox, { viewport, seen, palette }: LargeLook): void {
  if (isApart(box, seen)) return
  const usual = box.kind === 'cluster' ? 13 : 12
  const size = Math.max(usual, smallestNamePx / viewport.zoom)
  const isTooWide = box.label.length * letterWidth * size > box.right - box.left
  pen.textAlign = 'left'
  // A cluster's name that is larger than the box has room for stands over it.
  const isOver = box.kind === 'cluster' && size > usual
  pen.textBaseline = isOver ? 'bottom' : 'top'
  if (isTooWide && box.kind === 'namespace') return
  const inset = size === usual ? 15 : 3 / viewport.zoom
  const at = { x: box.left + inset, y: isOver ? box.top - 2 / viewport.zoom : box.top + Math.min(12, inset) }
  writeOver(pen, box.label, at, size, box.ink, palette)
}

/** The badge and the rate of the test flights to a node. */
function drawFlight(pen: Pen, drawn: LargeNode, { viewport, palette, picture }: LargeLook): void {
  const size = Math.max(17, 14 / viewport.zoom)
  if (drawn.badge !== null) drawPicture(pen, picture(drawn.badge), shoulder(drawn.place), size)
  pen.textAlign = 'center'
  pen.textBaseline = 'top'
  const at = { x: drawn.place.x, y: drawn.place.y + radius + Math.max(23, 2 / viewport.zoom) }
  writeOver(pen, drawn.caption, at, Math.max(11.5, smallestNamePx / viewport.zoom), drawn.captionInk, palette)
}
