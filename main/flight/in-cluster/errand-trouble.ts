/** Why an errand will not come to its end, said by who makes its pods. */
import { podProgress } from '#shared/flight/in-cluster/pod-progress.ts'
import { failureOf } from '#shared/model/failure.ts'
import { type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import type { Cache, Cluster } from '../../kube/cluster.ts'
import { type Errand, type ErrandWorld, failed } from './errand.ts'
import { codeWords, said, withLog } from './worker-log.ts'

/** Rejects where a quota, a policy or a script that is refused keeps it from that. */
export async function throwTrouble(
  errand: Errand,
  world: ErrandWorld,
  pods: Cache<Pod>,
  workers: number,
): Promise<void> {
  const { root, namespace, name, container } = errand
  const { cluster } = world
  const object = await cluster.get<KubeObject>(root, namespace, name)
  if (object === undefined) failed(errand, cluster, `its ${root.kind} was deleted`)
  for (const pod of pods.items()) {
    if (errand.isWorker(pod)) continue
    const progress = podProgress(pod, container)
    if (progress.is === 'failed') failed(errand, cluster, `${pod.metadata.name}: ${progress.reason}`)
    if (progress.is === 'ended' && progress.exitCode !== 0) {
      const { exitCode, reason } = progress
      const { log } = await withLog(errand, world, { pod: pod.metadata.name, exitCode, reason })
      failed(errand, cluster, `${pod.metadata.name} ended with ${codeWords(exitCode, reason)}${said(log)}`)
    }
  }
  const trouble = errand.troubleOf(object as KubeObject)
  if (trouble !== undefined) failed(errand, cluster, trouble)
  if (workers >= errand.workers) return
  const refused = await refusedPod(cluster, namespace, name)
  if (refused !== undefined) failed(errand, cluster, `its pod was refused (${refused.message})`)
}

interface ClusterEvent extends KubeObject {
  message?: string
  involvedObject?: { name?: string }
}

/** By a quota or a policy; said of the Job, which an operator may have made. */
async function refusedPod(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<ClusterEvent | undefined> {
  try {
    const fieldSelector = 'reason=FailedCreate'
    const events = await cluster.list<ClusterEvent>(resources.event, { namespace, fieldSelector })
    return events.find(({ involvedObject }) => involvedObject?.name?.startsWith(name))
  } catch (error) {
    // Who may make a Job need not be allowed to see events.
    if (failureOf(error).code === 'forbidden') return undefined
    throw error
  }
}
