/** Where the test flights of the moment go in the graph. */
import type { FlightRun, FlightTarget } from '#shared/model/flight.ts'
import { formatNumber } from '../../ui/format.ts'
import type { GraphView, ViewNode } from './elements.ts'

/** What the graph shows of flights: those in the air and how much each sends, as far as that can be read. */
export const flyingNow = (runs: readonly FlightRun[]): string =>
  runs
    .filter(({ state }) => state === 'flying')
    .map(({ id, totals }) => `${id} ${formatNumber(totals?.achieved)}`)
    .join()

/** Nodes that flights are sent to know how much these send; one of which nothing was measured yet is not shown. */
export function withFlights(view: GraphView, runs: readonly FlightRun[]): GraphView {
  const rates = new Map<string, number>()
  for (const run of runs) {
    if (run.state !== 'flying' || run.totals === null) continue
    for (const { id } of nodesAt(view, run.plan.target)) {
      rates.set(id, (rates.get(id) ?? 0) + run.totals.achieved)
    }
  }
  if (rates.size === 0) return view
  return { ...view, nodes: view.nodes.map((node) => ({ ...node, flown: rates.get(node.id) ?? null })) }
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
