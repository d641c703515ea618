import { useComputedColorScheme } from '@mantine/core'
import { type RefObject, useEffect, useRef } from 'react'
import { dark, light } from '../../ui/palette.ts'
import type { GraphView } from './elements.ts'
import { createFlowDots, type FlowDots } from './flow-dots.ts'
import { createGraphCanvas, type GraphCanvas } from './graph-canvas.ts'
import type { Paint } from './paint.ts'
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: the canvas is made once; its first size decides how fine it draws.
  useEffect(() => open(holder, dots, canvas, flow, view.edges.length), [])
  useEffect(() => {
    canvas.current?.show(view, { palette, label, find, colourOf })
    flow.current?.show(view, palette)
  }, [view, palette, label, find, colourOf])
  useEffect(() => canvas.current?.select(selected), [selected])
  return { holder, dots, canvas }
}

function open(
  holder: RefObject<HTMLDivElement | null>,
  dots: RefObject<HTMLCanvasElement | null>,
  canvas: RefObject<GraphCanvas | null>,
  flow: RefObject<FlowDots | null>,
  edgeCount: number,
): (() => void) | undefined {
  if (holder.current === null || dots.current === null) return undefined
  const made = createGraphCanvas(holder.current, edgeCount, (selected) => setTrafficView({ selected }))
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
