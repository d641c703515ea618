/** What the traffic graph shows of workloads and canaries, from the features that know them. */
import type { Facts } from '#shared/traffic/facts.ts'
import type { Canaries } from './canary/canaries.ts'
import type { Workloads } from './workloads/workloads.ts'

interface Sources {
  readonly workloads: Pick<Workloads, 'list'>
  readonly canaries: Pick<Canaries, 'views'>
}

export function trafficFacts({ workloads, canaries }: Sources): () => Facts {
  return () => ({
    workloads: workloads.list().workloads,
    canaries: canaries.views().map(({ context, namespace, name, plan, canaryWeight }) => ({
      context,
      namespace,
      name,
      target: plan.targetName,
      weight: canaryWeight,
    })),
  })
}
