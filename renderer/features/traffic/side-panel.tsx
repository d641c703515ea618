import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { FlightTarget } from '#shared/model/flight.ts'
import { openDialog } from '../../bridge/dialog-store.ts'
import { go, routeHref } from '../../bridge/route.ts'
import { targetAt, useFlightPrefill } from '../../bridge/selection-store.ts'
import { useContexts, useFlights } from '../../bridge/streams.ts'
import { flightTitle } from '../../ui/flight-words.ts'
import { formatNumber } from '../../ui/format.ts'
import { Section } from '../../ui/parts.tsx'
import { EdgeDetail } from './edge-detail.tsx'
import { type GraphView, nodeTitle, type ViewEdge, type ViewNode } from './elements.ts'
import { flightsTo } from './flown-nodes.ts'
import { NodeDetail } from './node-detail.tsx'
import { setTrafficView } from './traffic-store.ts'

interface Props {
  view: GraphView
  edge: ViewEdge | undefined
  node: ViewNode | undefined
}

/** What is behind the selected node or edge. */
export function SidePanel({ view, edge, node }: Props) {
  const from = view.nodes.find((n) => n.id === edge?.from)
  const to = view.nodes.find((n) => n.id === edge?.to) ?? node
  const target = useFlyTarget(to)
  return (
    <aside className="page-side" aria-label="Details">
      <div className="row-wide" style={{ alignItems: 'flex-start' }}>
        <div>
          <div className="side-kind">{edge === undefined ? nodeKind(node) : edgeKind(edge)}</div>
          <h2 className="side-title">
            {edge === undefined
              ? node && nodeTitle(node)
              : `${from && nodeTitle(from)} → ${to && nodeTitle(to)}`}
          </h2>
        </div>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Close details"
          onClick={() => setTrafficView({ selected: null })}
        >
          <IconX size={15} />
        </ActionIcon>
      </div>
      {edge !== undefined && <EdgeDetail edge={edge} context={from?.context ?? to?.context ?? null} />}
      {edge === undefined && node !== undefined && <NodeDetail view={view} node={node} />}
      {to !== undefined && <FlightsTo view={view} node={to} />}
      <div className="side-foot">
        {to?.data.workload !== undefined && (
          <Button onClick={() => go({ page: 'workloads' })}>Workload</Button>
        )}
        {to !== undefined && <CanaryButton node={to} />}
        {target !== null && (
          <Button onClick={() => openDialog({ kind: 'flight', plan: { target } })}>Fly here</Button>
        )}
      </div>
    </aside>
  )
}

/** Test flights in the air to what is selected. */
function FlightsTo({ view, node }: { view: GraphView; node: ViewNode }) {
  const runs = flightsTo(view, node, useFlights().data ?? [])
  if (node.flown === null || runs.length === 0) return null
  return (
    <Section title="Test flights">
      <table className="av">
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <a href={routeHref({ page: 'flight', id: run.id })}>{flightTitle(run.plan)}</a>
              </td>
              <td className="num">
                {formatNumber(run.totals?.achieved)} <span className="dim">req/s</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function CanaryButton({ node }: { node: ViewNode }) {
  const { context } = node
  const canary = node.data.canary
  if (context === null || canary === undefined) return null
  return (
    <Button onClick={() => go({ page: 'canary', context, namespace: node.namespace, name: canary.name })}>
      Canary
    </Button>
  )
}

/** The node's service, else its workload or only its place, which the HTTP button then starts from as well. */
function useFlyTarget(node: ViewNode | undefined): FlightTarget | null {
  const contexts = useContexts().data?.contexts
  const context = node?.context ?? null
  const known = contexts?.some((c) => c.name === context) ?? false
  const target =
    !known || context === null || node === undefined
      ? null
      : targetAt({
          context,
          namespace: node.namespace,
          service: node.data.service ?? node.data.destServices?.[0]?.name,
          deployment: node.data.workload,
          ingress: node.icon === 'gateway' && !/egress|eastwest/.test(node.name),
        })
  useFlightPrefill(target === null ? null : { target })
  return target
}

const nodeKind = (node: ViewNode | undefined) =>
  node === undefined
    ? ''
    : [node.data.nodeType, node.namespace, node.context ?? node.cluster].filter(Boolean).join(' · ')

function edgeKind(edge: ViewEdge): string {
  const mtls = Number(edge.data.isMTLS ?? 'NaN')
  const lock = Number.isNaN(mtls) || mtls === 0 ? [] : [mtls >= 100 ? 'mutual TLS' : `mutual TLS ${mtls} %`]
  return ['Edge', edge.protocol.toUpperCase(), ...lock].join(' · ')
}
