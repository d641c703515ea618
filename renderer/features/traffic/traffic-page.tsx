import { Button, Loader } from '@mantine/core'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { TrafficGraph } from '#shared/model/traffic.ts'
import { openDialog } from '../../bridge/dialog-store.ts'
import { go } from '../../bridge/route.ts'
import { useScope } from '../../bridge/scope-store.ts'
import { showTarget, useShown } from '../../bridge/shown-store.ts'
import { useContexts, useFlights, useGraph } from '../../bridge/streams.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Empty } from '../../ui/parts.tsx'
import { EdgeTable } from './edge-table.tsx'
import { type GraphView, graphView } from './elements.ts'
import { flyingNow, nodesAt, withFlights } from './flown-nodes.ts'
import { GraphLegend } from './graph-legend.tsx'
import { GraphPane } from './graph-pane.tsx'
import { ReplayBar } from './replay-bar.tsx'
import { SidePanel } from './side-panel.tsx'
import { TrafficTools } from './traffic-tools.tsx'
import './traffic.css'
import { setTrafficView, useTrafficView } from './traffic-store.ts'

const nothing: GraphView = { nodes: [], edges: [] }

export function TrafficPage() {
  const { graphType, hideIdle, shape, selected, at } = useTrafficView()
  const { namespaces, durationSeconds, refreshSeconds } = useScope()
  const stream = useGraph(
    { graphType, durationSeconds, namespaces: [...namespaces], refreshSeconds, idleNodes: !hideIdle },
    at,
  )
  const graph = useLastKnown(stream.data)
  const drawn = useMemo(() => (graph === null ? nothing : graphView(graph)), [graph])
  const runs = useFlights().data ?? []
  // biome-ignore lint/correctness/useExhaustiveDependencies: anew only when something of the flights would look other.
  const view = useMemo(() => (at === null ? withFlights(drawn, runs) : drawn), [drawn, flyingNow(runs), at])
  useShownTarget(view)
  const colourOf = useColours()
  const edge = view.edges.find((e) => e.id === selected)
  const node = view.nodes.find((n) => n.id === selected)
  const withSide = edge !== undefined || node !== undefined
  return (
    <>
      <TrafficTools view={view} />
      {(stream.failure !== null || (graph?.problems.length ?? 0) > 0) && (
        <div className="traffic-problems">
          {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
          {graph?.problems.map((p) => (
            <FailureNotice
              key={`${p.context} ${p.failure.code}`}
              partial
              about={p.context}
              failure={p.failure}
              onRetry={stream.retry}
            />
          ))}
        </div>
      )}
      <div className={withSide ? 'traffic-body with-side' : 'traffic-body'}>
        {view.nodes.length === 0 ? (
          <NoTraffic loading={graph === null} broken={stream.failure !== null} />
        ) : shape === 'table' ? (
          <section className="page-body" aria-label="Edges">
            <EdgeTable view={view} />
          </section>
        ) : (
          <div style={{ position: 'relative', display: 'grid', minHeight: 0 }}>
            <GraphPane view={view} colourOf={colourOf} />
            <GraphLegend />
            {/* The same for those who do not see the canvas. */}
            <div className="visually-hidden">
              <EdgeTable view={view} plain />
            </div>
          </div>
        )}
        {withSide && <SidePanel view={view} edge={edge} node={node} />}
      </div>
      <ReplayBar />
    </>
  )
}

/** Selects what another page asked to be shown, as soon as the graph has it. */
function useShownTarget(view: GraphView): void {
  const shown = useShown((state) => state.target)
  useEffect(() => {
    const [node] = shown === null ? [] : nodesAt(view, shown)
    if (node === undefined) return
    setTrafficView({ selected: node.id })
    showTarget(null)
  }, [view, shown])
}

/** What was shown stays until the answer to the next question is there. */
function useLastKnown(graph: TrafficGraph | null): TrafficGraph | null {
  const last = useRef(graph)
  if (graph !== null) last.current = graph
  return last.current
}

function useColours(): (context: string | null) => string | undefined {
  const contexts = useContexts().data?.contexts
  return useCallback((context) => contexts?.find((c) => c.name === context)?.colour, [contexts])
}

function NoTraffic({ loading, broken }: { loading: boolean; broken: boolean }) {
  const contexts = useContexts().data?.contexts
  if (contexts !== undefined && !contexts.some((c) => c.picked))
    return (
      <Empty
        title="No context is picked"
        actions={<Button onClick={() => go({ page: 'contexts' })}>Pick contexts</Button>}
      >
        Pick one or more contexts of your kubeconfig, or start the sandbox, to see their traffic here.
      </Empty>
    )
  // The notice above says what happened and offers the retry.
  if (loading && broken) return null
  if (loading)
    return (
      <Empty
        title="Reading the traffic"
        actions={<Loader size="sm" color="gray" role="img" aria-label="Loading" />}
      >
        Asking the Prometheus of each picked context.
      </Empty>
    )
  return (
    <Empty
      title="No traffic in this window"
      actions={
        <>
          <Button onClick={() => openDialog({ kind: 'flight', plan: {} })}>Send a test flight…</Button>
          <Button onClick={() => go({ page: 'mesh' })}>Look at the mesh</Button>
        </>
      }
    >
      Nothing was called in the picked namespaces lately. Send a test flight, or look further back with the
      time range in the bar above.
    </Empty>
  )
}
