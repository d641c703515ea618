import { useComputedColorScheme } from '@mantine/core'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { dark, light } from '../../ui/palette.ts'
import type { GraphView } from './elements.ts'
import { createFlowDots, type FlowDots } from './flow-dots.ts'
import { createGraphCanvas, type GraphCanvas } from './graph-canvas.ts'
import { createLargeGraph } from './large-graph.ts'
import { isLarge, type Paint } from './paint.ts'
import { setTrafficView, useTrafficView } from './traffic-store.ts'

interface Props {
  view: GraphView
  colourOf: Paint['colourOf']
}

/** The canvas with its zoom buttons. */
export function GraphPane({ view, colourOf }: Props) {
  const { holder, dots, canvas } = useGraphCanvas(view, colourOf)
  return (
    <div className="graph-pane">
      {/* Seen only; edge-table.tsx says the same to those who read. */}
      <div aria-hidden="true">
        <div ref={holder} className="graph-canvas" />
        <canvas ref={dots} className="graph-dots" />
      </div>
      <fieldset className="graph-zoom" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" onClick={() => canvas.current?.zoomBy(1.25)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => canvas.current?.zoomBy(0.8)}>
          −
        </button>
        <button type="button" aria-label="Fit the graph" onClick={() => canvas.current?.fit()}>
          fit
        </button>
      </fieldset>
    </div>
  )
}

function useGraphCanvas(view: GraphView, colourOf: Paint['colourOf']) {
  const holder = useRef<HTMLDivElement>(null)
  const dots = useRef<HTMLCanvasElement>(null)
  const canvas = useRef<GraphCanvas>(null)
  const flow = useRef<FlowDots>(null)
  const palette = useComputedColorScheme('dark') === 'dark' ? dark : light
  const { label, find, selected } = useTrafficView()
  const [wasLarge, setLarge] = useState(false)
  const large = isLarge(view, wasLarge)
  if (large !== wasLarge) setLarge(large)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the canvas is made once for its kind; its first size decides how fine it draws.
  useEffect(() => open(holder, dots, canvas, flow, large, view.edges.length), [large])
  useEffect(() => {
    canvas.current?.show(view, { palette, label, find, colourOf })
    flow.current?.show(view, palette)
  }, [view, palette, label, find, colourOf])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a canvas of the other kind has to be told.
  useEffect(() => canvas.current?.select(selected), [selected, large])
  return { holder, dots, canvas }
}

function open(
  holder: RefObject<HTMLDivElement | null>,
  dots: RefObject<HTMLCanvasElement | null>,
  canvas: RefObject<GraphCanvas | null>,
  flow: RefObject<FlowDots | null>,
  large: boolean,
  edgeCount: number,
): (() => void) | undefined {
  if (holder.current === null || dots.current === null) return undefined
  const onSelect = (selected: string | null) => setTrafficView({ selected })
  if (large) {
    const made = createLargeGraph(holder.current, onSelect)
    canvas.current = made
    return () => {
      made.destroy()
      canvas.current = null
    }
  }
  const made = createGraphCanvas(holder.current, edgeCount, onSelect)
  const dotsMade = createFlowDots(dots.current, made.core)
  canvas.current = made
  flow.current = dotsMade
  return () => {
    dotsMade.destroy()
    made.destroy()
    canvas.current = null
    flow.current = null
  }
}
