/** Dots that travel along the edges, the slower the longer the calls take. Only for graphs that are small enough. */
import type { Core } from 'cytoscape'
import type { Palette } from '../../ui/palette.ts'
import { pointOnCurve } from './curve.ts'
import type { GraphView, ViewEdge } from './elements.ts'
import { nodeSize } from './graph-style.ts'
import type { Point } from './layout.ts'
import { edgeColour } from './paint.ts'

const mostEdges = 120
const frameMs = 40

export interface FlowDots {
  readonly show: (view: GraphView, palette: Palette) => void
  readonly destroy: () => void
}

export function createFlowDots(canvas: HTMLCanvasElement, core: Core): FlowDots {
  let view: GraphView | null = null
  let palette: Palette | null = null
  let frame = 0
  let drawnAt = 0
  const still = window.matchMedia('(prefers-reduced-motion: reduce)')
  const draw = (now: number) => {
    frame = requestAnimationFrame(draw)
    if (now - drawnAt < frameMs || view === null || palette === null) return
    drawnAt = now
    drawDots(canvas, core, view, palette, now)
  }
  const clear = () => canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height)
  return {
    show: (nextView, nextPalette) => {
      view = nextView
      palette = nextPalette
      const wanted = !still.matches && nextView.edges.length <= mostEdges
      if (wanted && frame === 0) frame = requestAnimationFrame(draw)
      if (!wanted && frame !== 0) {
        cancelAnimationFrame(frame)
        frame = 0
        clear()
      }
    },
    destroy() {
      cancelAnimationFrame(frame)
      clear()
    },
  }
}

function drawDots(
  canvas: HTMLCanvasElement,
  core: Core,
  view: GraphView,
  palette: Palette,
  now: number,
): void {
  const pen = canvas.getContext('2d')
  if (pen === null) return
  const scale = window.devicePixelRatio
  const width = Math.round(canvas.clientWidth * scale)
  const height = Math.round(canvas.clientHeight * scale)
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  const zoom = core.zoom()
  const pan = core.pan()
  pen.setTransform(1, 0, 0, 1, 0, 0)
  pen.clearRect(0, 0, width, height)
  if (zoom < 0.3) return
  pen.setTransform(zoom * scale, 0, 0, zoom * scale, pan.x * scale, pan.y * scale)
  const nodes = new Map(view.nodes.map((n) => [n.id, n]))
  const isOnLabel = labelsOf(core)
  for (const edge of view.edges) {
    const drawn = core.getElementById(edge.id)
    if (edge.rate === null || edge.rate <= 0 || drawn.empty() || !drawn.hasClass('curved')) continue
    const from = drawn.source().position()
    const to = drawn.target().position()
    pen.fillStyle = edgeColour(edge, nodes.get(edge.to), palette)
    pen.globalAlpha = drawn.hasClass('faded') ? 0.2 : 1
    for (const t of dotPhases(edge, now)) {
      const p = pointOnCurve(from, to, t, rim)
      if (isOnLabel(p)) continue
      pen.beginPath()
      pen.arc(p.x, p.y, dotRadius(edge), 0, 2 * Math.PI)
      pen.fill()
    }
  }
}

const rim = { from: nodeSize / 2, to: nodeSize / 2 + 6 }

/** Dots pass beneath the labels: the numbers stay legible. */
function labelsOf(core: Core): (p: Point) => boolean {
  const rects = core.nodes('.edge-label').map((label) => ({
    ...label.position(),
    halfWidth: Number(label.data('width')) / 2 + 2,
    halfHeight: Number(label.data('height')) / 2 + 2,
  }))
  return (p) => rects.some((r) => Math.abs(p.x - r.x) < r.halfWidth && Math.abs(p.y - r.y) < r.halfHeight)
}

/** Where on its way (0 to 1) each dot of an edge is: two to five of them, evenly apart. */
export function dotPhases(edge: Pick<ViewEdge, 'id' | 'rate' | 'responseMs'>, now: number): number[] {
  const count = Math.min(5, 2 + Math.floor(Math.log10(1 + (edge.rate ?? 0))))
  // 1.6 s from end to end for an instant answer, up to 8 s for one of seconds.
  const tripMs = Math.min(8000, 1600 + Math.log10(1 + (edge.responseMs ?? 0)) * 1000)
  const start = (now / tripMs + offset(edge.id)) % 1
  return Array.from({ length: count }, (_, index) => (start + index / count) % 1)
}

const dotRadius = (edge: ViewEdge) => Math.min(3, 1.6 + Math.log10(1 + (edge.rate ?? 0)) * 0.45)

/** So that not all edges pulse as one. */
function offset(id: string): number {
  let sum = 0
  for (let index = 0; index < id.length; index += 1) sum = (sum * 31 + id.charCodeAt(index)) % 997
  return sum / 997
}
