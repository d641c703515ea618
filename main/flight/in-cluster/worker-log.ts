/** A worker that has ended, and what it has logged: its result lies there. */
import { lastWords } from '#shared/flight/in-cluster/fortio-log.ts'
import { type Failure, fail } from '#shared/model/failure.ts'
import { pathOf, resources } from '#shared/model/kube.ts'
import { statusMessage } from '../../kube/api-request.ts'
import type { Cluster } from '../../kube/cluster.ts'
import type { Errand, WorkerEnd } from './errand.ts'

export interface Ended {
  readonly pod: string
  readonly exitCode: number
}

export async function withLog(
  { namespace, container }: Errand,
  cluster: Cluster,
  { pod, exitCode }: Ended,
): Promise<WorkerEnd> {
  const path = `${pathOf(resources.pod, namespace, pod, 'log')}?container=${container}`
  const { status, body } = await cluster.getPath(path)
  if (status === 200) return { pod, exitCode, log: body }
  const failure: Failure =
    status === 403
      ? {
          code: 'forbidden',
          context: cluster.context,
          verb: 'get',
          resource: 'pods/log',
          reason: 'its result lies in the log',
        }
      : {
          code: 'in-cluster-failed',
          context: cluster.context,
          what: pod,
          reason: `its log cannot be read (HTTP ${status}, ${statusMessage(body)})`,
        }
  return fail(failure)
}

export const said = (log: string) => {
  const words = lastWords(log)
  return words === null ? '' : ` and said last: ${words}`
}
