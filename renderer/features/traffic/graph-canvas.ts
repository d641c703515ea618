/**
 * The graph on cytoscape's canvas.
 * 1. Same nodes as before: only data changes, every place is kept.
 * 2. Another set of nodes: the layout runs again; nodes that were there glide to their new place, and the view is
 *    fitted unless the user has moved it.
 * 3. A node that the user dragged stays where it was put; boxes follow their nodes.
 */
import cytoscape, { type Core, type ElementDefinition } from 'cytoscape'
import { type Box, graphBounds, graphBoxes } from './boxes.ts'
import { controlPoints } from './curve.ts'
import type { GraphView } from './elements.ts'
import { GraphPlaces } from './graph-places.ts'
import { edgeLabelSize, graphStyle, smallestWordsPx } from './graph-style.ts'
import type { Point } from './layout.ts'
import { edgeLabelPlaces, labelId, ownerId, type Paint, paintedBox, paintedElements } from './paint.ts'
import { fitted, zoomLimits } from './viewport.ts'

export interface GraphCanvas {
  readonly show: (view: GraphView, paint: Paint) => void
  /** A node's or an edge's id; null for none. */
  readonly select: (id: string | null) => void
  readonly zoomBy: (factor: number) => void
  readonly fit: () => void
  readonly destroy: () => void
}

/** Up to so many edges there is time for fine drawing. */
const fewEdges = 150
export function createGraphCanvas(
  container: HTMLElement,
  edgeCount: number,
  onSelect: (id: string | null) => void,
): GraphCanvas & { readonly core: Core } {
  const core = cytoscape({
    container,
    minZoom: zoomLimits.min,
    maxZoom: zoomLimits.max,
    selectionType: 'single',
    boxSelectionEnabled: false,
    // Labels and edges of a big graph are not drawn anew for every step of a pan.
    textureOnViewport: edgeCount > fewEdges,
    // cytoscape draws labels from a cache that is scaled: at twice the pixels they stay crisp.
    ...(edgeCount > fewEdges ? {} : { pixelRatio: Math.max(2, window.devicePixelRatio) }),
  })
  const picture = new Picture(core)
  core.on('tap', (event) => {
    const hit = event.target
    onSelect(hit === core || hit.id === undefined ? null : ownerId(hit.id()))
  })
  core.on('drag', 'node.workload', (event) => picture.moved(event.target.id(), event.target.position()))
  core.on('viewport', () => picture.viewMoved())
  core.on('zoom', () => picture.zoomed())
  const watcher = new ResizeObserver(() => picture.resized())
  watcher.observe(container)
  return {
    core,
    show: (view, paint) => picture.show(view, paint),
    select: (id) => picture.select(id),
    zoomBy: (factor) =>
      core.zoom({
        level: core.zoom() * factor,
        renderedPosition: { x: container.clientWidth / 2, y: container.clientHeight / 2 },
      }),
    fit: () => picture.fit(),
    destroy: () => {
      watcher.disconnect()
      core.destroy()
    },
  }
}

class Picture {
  readonly #core: Core
  readonly #places = new GraphPlaces()
  #view: GraphView = { nodes: [], edges: [] }
  #paint: Paint | null = null
  #palette: Paint['palette'] | null = null
  /** What each element was last drawn from: a refresh touches only what changed. */
  #drawn = new Map<string, ElementDefinition>()
  #selected: string | null = null
  #fitting = false
  #isWordless = false
  #userMoved = false

  constructor(core: Core) {
    this.#core = core
  }

  show(view: GraphView, paint: Paint): void {
    const isFirst = this.#drawn.size === 0
    this.#view = view
    this.#paint = paint
    const isOther = this.#places.update(view)
    const elements = paintedElements(view, this.#boxes(), this.#places.at, paint)
    if (this.#palette !== paint.palette) this.#core.style(graphStyle(paint.palette))
    this.#palette = paint.palette
    this.#core.batch(() => this.#reconcile(elements))
    this.#showLabels()
    this.select(this.#selected)
    if (isOther && (isFirst || !this.#userMoved)) this.fit()
  }

  select(id: string | null): void {
    const before = this.#selected
    this.#selected = id
    if (before !== null && before !== id) {
      this.#core.getElementById(before).unselect()
      this.#core.getElementById(labelId(before)).removeClass('chosen')
    }
    if (id === null) return
    this.#core.getElementById(id).select()
    this.#core.getElementById(labelId(id)).addClass('chosen')
  }

  fit(): void {
    if (this.#core.elements().empty()) return
    this.#fitting = true
    const bounds = graphBounds(this.#boxes(), this.#places.at)
    const { zoom, x, y } = fitted(bounds, { width: this.#core.width(), height: this.#core.height() })
    this.#core.viewport({ zoom, pan: { x, y } })
    this.#fitting = false
    this.#userMoved = false
  }

  resized(): void {
    this.#core.resize()
    if (!this.#userMoved) this.fit()
  }

  viewMoved(): void {
    if (!this.#fitting) this.#userMoved = true
  }

  zoomed(): void {
    if (this.#core.zoom() * edgeLabelSize < smallestWordsPx !== this.#isWordless) this.#showLabels()
  }

  /** Labels whose words are too small to be drawn would be empty boxes. */
  #showLabels(): void {
    this.#isWordless = this.#core.zoom() * edgeLabelSize < smallestWordsPx
    this.#core.nodes('.edge-label').toggleClass('wordless', this.#isWordless)
  }

  moved(id: string, place: Point): void {
    this.#places.drag(id, place)
    if (this.#paint === null) return
    const paint = this.#paint
    this.#core.getElementById(`caption ${id}`).position({ ...place })
    for (const box of this.#boxes()) this.#put(paintedBox(box, paint))
    const labels = edgeLabelPlaces(this.#view, this.#places.at, paint)
    for (const edge of this.#view.edges) {
      const label = labels.get(edge.id)
      if (label !== undefined) this.#core.getElementById(labelId(edge.id)).position({ ...label })
      if (edge.from !== id && edge.to !== id) continue
      const from = this.#places.at.get(edge.from)
      const to = this.#places.at.get(edge.to)
      const curve = from === undefined || to === undefined ? null : controlPoints(from, to)
      const drawn = this.#core.getElementById(edge.id)
      drawn.toggleClass('curved', curve !== null)
      if (curve !== null) drawn.data(curve)
    }
  }

  #boxes(): Box[] {
    return graphBoxes(this.#view.nodes, this.#places.at)
  }

  #reconcile(elements: readonly ElementDefinition[]): void {
    const wanted = new Map(elements.map((e) => [String(e.data.id), e]))
    for (const id of this.#drawn.keys()) if (!wanted.has(id)) this.#core.getElementById(id).remove()
    const added = elements.filter((e) => !isSame(e, this.#drawn.get(String(e.data.id))) && !this.#put(e))
    this.#core.add(added.map((e) => ({ ...e })))
    this.#drawn = wanted
  }

  /** Brings an element that is there up to date; false when it is not there. */
  #put(element: ElementDefinition): boolean {
    const drawn = this.#core.getElementById(String(element.data.id))
    if (drawn.empty()) return false
    drawn.data(element.data)
    if (typeof element.classes === 'string') drawn.classes(element.classes)
    if (element.position !== undefined && drawn.isNode()) glide(drawn, element.position)
    return true
  }
}

function isSame(a: ElementDefinition, b: ElementDefinition | undefined): boolean {
  if (b === undefined || a.classes !== b.classes) return false
  if (a.position?.x !== b.position?.x || a.position?.y !== b.position?.y) return false
  const keys = Object.keys(a.data)
  return (
    keys.length === Object.keys(b.data).length &&
    keys.every((key) => String(a.data[key]) === String(b.data[key]))
  )
}

type DrawnNode = ReturnType<Core['getElementById']>

function glide(node: DrawnNode, to: Point): void {
  const at = node.position()
  if (Math.abs(at.x - to.x) < 0.5 && Math.abs(at.y - to.y) < 0.5) return
  if (node.is('.box, .edge-label') || window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
    node.position({ ...to })
    return
  }
  node.stop()
  node.animate({ position: { ...to }, duration: 260, easing: 'ease-out' })
}
