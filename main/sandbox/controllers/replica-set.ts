/** ReplicaSets as the controllers read them. */
import type { Condition, KubeObject, LabelSelector, PodTemplate } from '#shared/model/kube.ts'

export interface ReplicaSet extends KubeObject {
  spec: {
    replicas?: number
    minReadySeconds?: number
    selector: LabelSelector
    template: PodTemplate
  }
  status?: {
    replicas?: number
    fullyLabeledReplicas?: number
    readyReplicas?: number
    availableReplicas?: number
    terminatingReplicas?: number
    observedGeneration?: number
    conditions?: Condition[]
  }
}

/** How many pods it asks for. */
export const sizeOf = (set: ReplicaSet) => set.spec.replicas ?? 1
export const availableOf = (set: ReplicaSet) => set.status?.availableReplicas ?? 0
export const existingOf = (set: ReplicaSet) => set.status?.replicas ?? 0

export const totalSize = (sets: readonly ReplicaSet[]) => sets.reduce((sum, set) => sum + sizeOf(set), 0)
export const activeSets = (sets: readonly ReplicaSet[]) => sets.filter((set) => sizeOf(set) > 0)

export function oldestFirst(a: ReplicaSet, b: ReplicaSet): number {
  const [created, other] = [a.metadata.creationTimestamp ?? '~', b.metadata.creationTimestamp ?? '~']
  if (created !== other) return created < other ? -1 : 1
  return a.metadata.name < b.metadata.name ? -1 : 1
}
