/**
 * A graph too large for cytoscape, which keeps hundreds of properties for every element, on a canvas of its own.
 * 1. The picture is drawn larger than the window by a margin, for one viewport.
 * 2. While it is moved or zoomed, that picture is shifted and stretched by the compositor, and drawn anew now and then.
 * 3. At rest it is drawn for what is seen.
 */
import { graphBounds } from './boxes.ts'
import type { GraphView } from './elements.ts'
import type { GraphCanvas } from './graph-canvas.ts'
import { GraphPlaces } from './graph-places.ts'
import { drawLarge, hasRings } from './large-drawing.ts'
import { listenToGestures } from './large-gestures.ts'
import { elementAt, emptyScene, type LargeScene, largeScene, nodeAt } from './large-scene.ts'
import type { Point } from './layout.ts'
import type { Paint } from './paint.ts'
import { createPictures } from './pictures.ts'
import { fitted, toGraph, type Viewport, zoomedAt } from './viewport.ts'

/** Share of the window's width and height that is drawn beyond each edge. */
const margin = 0.25
/** While it is moved: there is time for some thirty frames that only shift, for each one that draws. */
const redrawMs = 250

export function createLargeGraph(container: HTMLElement, onSelect: (id: string | null) => void): GraphCanvas {
  const picture = new LargePicture(container)
  const listening = listenToGestures(container, {
    pan: (by) => picture.look((v) => ({ ...v, x: v.x + by.x, y: v.y + by.y })),
    zoom: (factor, at) => picture.look((v) => zoomedAt(v, factor, at)),
    tap: (at) => onSelect(picture.elementAt(at)),
    grab: (at) => picture.grabbedAt(at),
    drag: (id, by) => picture.drag(id, by),
  })
  const watcher = new ResizeObserver(() => picture.resized())
  watcher.observe(container)
  return {
    show: (view, paint) => picture.show(view, paint),
    select: (id) => picture.select(id),
    zoomBy: (factor) =>
      picture.look((v) =>
        zoomedAt(v, factor, { x: container.clientWidth / 2, y: container.clientHeight / 2 }),
      ),
    fit: () => picture.fit(),
    destroy: () => {
      watcher.disconnect()
      listening()
      picture.destroy()
    },
  }
}

class LargePicture {
  readonly #container: HTMLElement
  readonly #canvas = document.createElement('canvas')
  readonly #places = new GraphPlaces()
  readonly #pictures = createPictures(() => this.#drawSoon())
  #view: GraphView = { nodes: [], edges: [] }
  #paint: Paint | null = null
  #scene: LargeScene = emptyScene
  #selected: string | null = null
  #viewport: Viewport = { zoom: 1, x: 0, y: 0 }
  /** What the canvas holds. */
  #drawn: Viewport = this.#viewport
  #drawnAt = 0
  #isStale = false
  #frame = 0
  #userMoved = false

  constructor(container: HTMLElement) {
    this.#container = container
    Object.assign(this.#canvas.style, { position: 'absolute', willChange: 'transform' })
    container.style.touchAction = 'none'
    container.append(this.#canvas)
  }

  show(view: GraphView, paint: Paint): void {
    this.#view = view
    this.#paint = paint
    const isFirst = this.#scene === emptyScene
    const isOther = this.#places.update(view)
    this.#makeScene()
    if (isOther && (isFirst || !this.#userMoved)) this.fit()
    this.#drawSoon()
  }

  select(id: string | null): void {
    if (this.#selected === id) return
    this.#selected = id
    this.#drawSoon()
  }

  fit(): void {
    if (this.#scene.nodes.length === 0) return
    this.#viewport = fitted(graphBounds(this.#scene.boxes, this.#places.at), this.#size())
    this.#userMoved = false
    this.#drawSoon()
  }

  resized(): void {
    if (!this.#userMoved) this.fit()
    this.#drawSoon()
  }

  look(change: (from: Viewport) => Viewport): void {
    this.#viewport = change(this.#viewport)
    this.#userMoved = true
    this.#nextFrame()
  }

  drag(id: string, by: Point): void {
    const at = this.#places.at.get(id)
    if (at === undefined) return
    const { zoom } = this.#viewport
    this.#places.drag(id, { x: at.x + by.x / zoom, y: at.y + by.y / zoom })
    this.#makeScene()
    this.#drawSoon()
  }

  elementAt = (at: Point) => elementAt(this.#scene, toGraph(this.#viewport, at), this.#viewport.zoom)
  grabbedAt = (at: Point) =>
    hasRings(this.#viewport.zoom)
      ? nodeAt(this.#scene, toGraph(this.#viewport, at), this.#viewport.zoom)
      : null

  destroy(): void {
    cancelAnimationFrame(this.#frame)
    this.#canvas.remove()
    this.#container.style.touchAction = ''
  }

  #makeScene(): void {
    if (this.#paint !== null) this.#scene = largeScene(this.#view, this.#places.at, this.#paint)
  }

  #size = () => ({ width: this.#container.clientWidth, height: this.#container.clientHeight })

  #drawSoon(): void {
    this.#isStale = true
    this.#nextFrame()
  }

  #nextFrame(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame((now) => {
      this.#frame = 0
      const isMoved = this.#viewport !== this.#drawn
      if (this.#isStale || (isMoved && now - this.#drawnAt > redrawMs)) this.#draw(now)
      else if (isMoved) {
        this.#shift()
        this.#nextFrame()
      }
    })
  }

  /** Brings what is drawn to where it would be seen now. */
  #shift(): void {
    const k = this.#viewport.zoom / this.#drawn.zoom
    const x = this.#viewport.x - k * this.#drawn.x
    const y = this.#viewport.y - k * this.#drawn.y
    this.#canvas.style.transform = `translate(${x}px, ${y}px) scale(${k})`
  }

  #draw(now: number): void {
    const { width, height } = this.#size()
    const pen = this.#canvas.getContext('2d')
    if (pen === null || this.#paint === null || width === 0 || height === 0) return
    this.#isStale = false
    this.#drawn = this.#viewport
    this.#drawnAt = now
    const [beyondX, beyondY] = [Math.round(width * margin), Math.round(height * margin)]
    const scale = window.devicePixelRatio
    const whole = { width: width + 2 * beyondX, height: height + 2 * beyondY }
    this.#placeCanvas(beyondX, beyondY, whole, scale)
    const { zoom, x, y } = this.#viewport
    pen.setTransform(1, 0, 0, 1, 0, 0)
    pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
    pen.setTransform(zoom * scale, 0, 0, zoom * scale, (x + beyondX) * scale, (y + beyondY) * scale)
    const first = toGraph(this.#viewport, { x: -beyondX, y: -beyondY })
    const last = toGraph(this.#viewport, { x: width + beyondX, y: height + beyondY })
    drawLarge(pen, this.#scene, {
      viewport: this.#viewport,
      seen: { left: first.x, top: first.y, right: last.x, bottom: last.y },
      palette: this.#paint.palette,
      selected: this.#selected,
      picture: this.#pictures,
    })
  }

  #placeCanvas(
    beyondX: number,
    beyondY: number,
    whole: { width: number; height: number },
    scale: number,
  ): void {
    const canvas = this.#canvas
    canvas.style.transform = ''
    const [width, height] = [Math.round(whole.width * scale), Math.round(whole.height * scale)]
    if (canvas.width === width && canvas.height === height) return
    canvas.width = width
    canvas.height = height
    Object.assign(canvas.style, {
      left: `${-beyondX}px`,
      top: `${-beyondY}px`,
      width: `${whole.width}px`,
      height: `${whole.height}px`,
      // The window's own corner.
      transformOrigin: `${beyondX}px ${beyondY}px`,
    })
  }
}
