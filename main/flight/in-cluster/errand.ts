/** Something that runs in a cluster until it has ended: what it is made of, and what it may know. */
import { fail } from '#shared/model/failure.ts'
import type { KubeObject, Pod, Resource } from '#shared/model/kube.ts'
import type { Cluster } from '../../kube/cluster.ts'

export interface ErrandObject {
  readonly resource: Resource
  readonly object: KubeObject
}

export interface Errand {
  readonly name: string
  readonly namespace: string
  readonly objects: readonly ErrandObject[]
  /** The one of them that makes the pods. */
  readonly root: Resource
  /** Of all its pods. */
  readonly selector: string
  readonly isWorker: (pod: Pod) => boolean
  readonly container: string
  readonly workers: number
  /** How long they take at most, once they have begun. */
  readonly seconds: number
  /** Ends a worker early, with a result; missing where it tells none before its end. */
  readonly stopWorker?: (pod: string, cluster: Cluster) => Promise<void>
  /** What the root's status says when it has given up, without a full stop. */
  readonly troubleOf: (root: KubeObject) => string | undefined
}

export interface WorkerEnd {
  readonly pod: string
  readonly exitCode: number
  /** Why so, where its node knows: `it ran out of memory`; else ''. */
  readonly reason: string
  readonly log: string
}

export interface ErrandWorld {
  readonly cluster: Cluster
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
  /** How far it is, in a few words. */
  readonly onStage: (stage: string) => void
  /** A sentence on what did not go as it should, and did not end it. */
  readonly onNote: (sentence: string) => void
}

/** What became of it, in the words of one who sees its root. */
export function failed({ root, name }: Errand, { context }: Cluster, reason: string): never {
  return fail({ code: 'in-cluster-failed', context, what: `${root.kind} ${name}`, reason })
}
