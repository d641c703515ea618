/** Where the nodes stand from one refresh to the next. */
import type { GraphView } from './elements.ts'
import { layoutGraph, type Point } from './layout.ts'

export class GraphPlaces {
  readonly #dragged = new Map<string, Point>()
  #places = new Map<string, Point>()
  #nodeKey = ''

  get at(): ReadonlyMap<string, Point> {
    return this.#places
  }

  /**
   * Same nodes as before: every place is kept. Another set: the layout runs again, but what the user dragged stays
   * where it was put. True when it ran.
   */
  update(view: GraphView): boolean {
    const nodeKey = view.nodes
      .map((n) => n.id)
      .sort()
      .join(' ')
    if (nodeKey === this.#nodeKey) return false
    this.#nodeKey = nodeKey
    this.#places = layoutGraph(view.nodes, view.edges)
    for (const [id, place] of this.#dragged) if (this.#places.has(id)) this.#places.set(id, place)
    return true
  }

  drag(id: string, place: Point): void {
    this.#dragged.set(id, { ...place })
    this.#places.set(id, { ...place })
  }
}
