/** Ready and available, as k8s.io/kubernetes/pkg/api/v1/pod has them. */
import type { Pod } from '#shared/model/kube.ts'
import { timeMs } from '../time-text.ts'

const readyCondition = (pod: Pod) => pod.status?.conditions?.find(({ type }) => type === 'Ready')

export const isReady = (pod: Pod) => readyCondition(pod)?.status === 'True'

/** Neither ended nor on its way out. */
export const isActive = ({ metadata, status }: Pod) =>
  metadata.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed'

/** On its way out, and not at its end. */
export const isTerminating = ({ metadata, status }: Pod) =>
  metadata.deletionTimestamp !== undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed'

/** When it has become ready; undefined when it is not. */
export const readySinceMs = (pod: Pod) =>
  isReady(pod) ? timeMs(readyCondition(pod)?.lastTransitionTime) : undefined

/** From when on it counts as available; undefined when it is not ready. */
export function availableAtMs(pod: Pod, minReadySeconds: number): number | undefined {
  const since = readySinceMs(pod)
  return since === undefined ? undefined : since + minReadySeconds * 1000
}
