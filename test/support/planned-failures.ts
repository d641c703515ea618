/** Writes that fail because a test wants them to. */
import type { Resource } from '#shared/model/kube.ts'
import { ClusterApiError } from '../../main/sandbox/cluster-api.ts'

export interface PlannedFailures {
  /** The next write to this resource that is accepted fails with this status. */
  failOnce(resource: Resource, status: number, accept?: (verb: string) => boolean): void
  mayFail(resource: Resource, verb: string): void
}

export function plannedFailures(): PlannedFailures {
  const planned: { plural: string; status: number; accept: (verb: string) => boolean }[] = []
  return {
    failOnce: ({ plural }, status, accept = () => true) => planned.push({ plural, status, accept }),
    mayFail({ plural }, verb) {
      const at = planned.findIndex((one) => one.plural === plural && one.accept(verb))
      const [failure] = at < 0 ? [] : planned.splice(at, 1)
      if (failure !== undefined) throw new ClusterApiError(failure.status, 'Planned', `${verb} ${plural}`)
    },
  }
}
