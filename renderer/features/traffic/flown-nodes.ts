/** Where the test flights of the moment go in the graph. */
import type { FlightRun, FlightTarget } from '#shared/model/flight.ts'
import { formatNumber } from '../../ui/format.ts'
import type { Flown, GraphView, ViewNode } from './elements.ts'

/** What the graph shows of flights: those in the air and how much each sends, as far as that can be read. */
export const flyingNow = (runs: readonly FlightRun[]): string =>
  runs
    .filter(({ state }) => state === 'flying')
    .map(({ id, totals }) => `${id} ${formatNumber(totals?.achieved)}`)
    .join()

/** Nodes that flights are sent to know how much these send. */
export function withFlights(view: GraphView, runs: readonly FlightRun[]): GraphView {
  const flown = new Map<string, Flown>()
  for (const { state, plan, totals } of runs) {
    if (state !== 'flying') continue
    for (const { id } of nodesAt(view, plan.target)) {
      const others = flown.get(id)?.rate
      const isKnown = totals !== null && others !== null
      flown.set(id, { rate: isKnown ? (others ?? 0) + totals.achieved : null })
    }
  }
  if (flown.size === 0) return view
  return { ...view, nodes: view.nodes.map((node) => ({ ...node, flown: flown.get(node.id) ?? null })) }
}

/** Those in the air to this node. */
export function flightsTo(view: GraphView, node: ViewNode, runs: readonly FlightRun[]): FlightRun[] {
  return runs.filter(
    (run) => run.state === 'flying' && nodesAt(view, run.plan.target).some(({ id }) => id === node.id),
  )
}

/** A service's own node where the graph has one, else those of the workloads behind it. */
export function nodesAt({ nodes }: GraphView, target: FlightTarget): readonly ViewNode[] {
  if (target.kind === 'url') return []
  const near = nodes.filter((node) => node.context === target.context)
  if (target.kind === 'gateway') return near.filter((node) => node.icon === 'gateway')
  const here = near.filter((node) => node.namespace === target.namespace)
  if (target.kind === 'deployment') return here.filter((node) => node.data.workload === target.deployment)
  if (target.kind === 'pod') {
    return here.filter(({ data }) => data.workload !== undefined && isPodOf(target.pod, data.workload))
  }
  const own = here.filter(({ data }) => data.nodeType === 'service' && data.service === target.service)
  if (own.length > 0) return own
  return here.filter(({ data }) => data.destServices?.some(({ name }) => name === target.service))
}

/** A Deployment's pods are named after it, a hash of their template and one of their own. */
const isPodOf = (pod: string, workload: string) =>
  pod.startsWith(`${workload}-`) && /^[a-z0-9]+-[a-z0-9]+$/.test(pod.slice(workload.length + 1))
