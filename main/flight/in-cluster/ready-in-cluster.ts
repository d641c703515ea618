/** What may be handed over to a cluster, and to which one: the manners of flights from here hold there too. */
import { stringify } from 'yaml'
import { isSecretHeader } from '#shared/flight/in-cluster/secret-headers.ts'
import { capProblem, targetOrigin } from '#shared/flight/manners.ts'
import { fail } from '#shared/model/failure.ts'
import type { FlightPlan, FlightRun } from '#shared/model/flight.ts'
import type { HandOver } from '#shared/model/hand-over.ts'
import type { Cluster } from '../../kube/cluster.ts'
import type { Manners } from '../manners.ts'
import { withoutSecrets } from '../take-off.ts'
import { urlAddress } from './cluster-address.ts'
import { prepare } from './prepare.ts'
import { badInput, type Prepared } from './prepared.ts'

export interface Manifest {
  /** All objects, as kubectl takes them. */
  readonly yaml: string
  readonly notes: readonly string[]
}

/** Fails, with nothing changed there, where the plan does not fit or the load is not allowed. */
export async function readyInCluster(
  handOver: HandOver,
  { cluster, manners }: { cluster: (context: string) => Cluster; manners: Manners },
  id: string,
): Promise<Prepared> {
  const { plan } = handOver
  const context = contextOf(handOver)
  const problem = capProblem(plan, context, manners.rateCap(context))
  if (problem !== null) fail({ code: 'bad-input', ...problem })
  if (plan.target.kind === 'url') mustBeAllowed(plan, plan.target.url, manners)
  return await prepare(handOver, cluster(context), id)
}

export function contextOf({ plan: { target }, context }: HandOver): string {
  if (target.kind !== 'url') return target.context
  return context ?? fail(badInput('context', 'a URL belongs to no context; say in which one it is to fly'))
}

/** Names of the cluster's own services need no yes: it is a picked one. */
function mustBeAllowed({ confirmed }: FlightPlan, url: string, manners: Manners): void {
  if (/\.svc(\.[\w.-]+)?$/i.test(urlAddress(url).what)) return
  const origin = targetOrigin(url) ?? url
  if (confirmed) manners.remember(origin)
  else if (!manners.isAllowed(origin)) fail({ code: 'target-not-allowed', target: url })
}

export function manifestOf({ plan, errand, notes: others }: Prepared): Manifest {
  const secret = plan.headers.flatMap(([name]) => (isSecretHeader(name) ? [name] : []))
  const note = `The manifest holds the value of ${secret.join(', ')}: keep it to yourself.`
  const notes = secret.length === 0 ? others : [note, ...others]
  const yaml = errand.objects.map(({ object }) => stringify(object, { lineWidth: 0 })).join('---\n')
  return { yaml, notes }
}

/** The run as it starts. */
export function runInCluster(
  { plan, url, via, errand, notes }: Prepared,
  { tool, parallelism }: HandOver,
  context: string,
  { id, startedAt, pid }: { id: string; startedAt: string; pid: number },
): FlightRun {
  const { name, namespace } = errand
  return {
    ...{ id, plan: withoutSecrets(plan), url, via, startedAt, endedAt: null },
    ...{ state: 'flying', totals: null, verdict: null, failure: null },
    inCluster: {
      ...{ tool, context, namespace, name, notes: [...notes], pid },
      stage: 'making its objects',
      ...(parallelism === 1 ? {} : { runners: parallelism }),
    },
  }
}
