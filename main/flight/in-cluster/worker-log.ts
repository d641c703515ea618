/** A worker that has ended, and what it has logged: its result lies there. */
import { lastWords } from '#shared/flight/in-cluster/fortio-log.ts'
import { type Failure, fail } from '#shared/model/failure.ts'
import { pathOf, resources } from '#shared/model/kube.ts'
import { statusMessage } from '../../kube/api-request.ts'
import type { Errand, ErrandWorld, WorkerEnd } from './errand.ts'
import { whenReached } from './when-reached.ts'

export type Ended = Omit<WorkerEnd, 'log'>

export async function withLog(
  { namespace, container }: Errand,
  world: ErrandWorld,
  { pod, exitCode, reason }: Ended,
): Promise<WorkerEnd> {
  const path = `${pathOf(resources.pod, namespace, pod, 'log')}?container=${container}`
  const { cluster } = world
  const ask = async () => {
    const answer = await cluster.getPath(path)
    if (answer.status < 500) return answer
    // Its node, or the way there; nothing else has the result.
    const why = `the log of ${pod} cannot be read (HTTP ${answer.status}, ${statusMessage(answer.body)})`
    return fail({ code: 'unreachable', context: cluster.context, server: cluster.server, reason: why })
  }
  const { status, body } = await whenReached(ask, world)
  if (status === 200) return { pod, exitCode, reason, log: body }
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

export const codeWords = (exitCode: number, reason: string) =>
  reason === '' ? `code ${exitCode}` : `code ${exitCode} (${reason})`
