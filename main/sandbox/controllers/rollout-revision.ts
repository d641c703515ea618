/** Revisions of a Deployment: which ReplicaSet is which, and the annotations that say so. */
import { apiVersionOf, type Deployment, resources } from '#shared/model/kube.ts'
import { controllerReference } from './controller-reference.ts'
import { minReadySecondsOf, statusOf } from './deployment-fields.ts'
import { templateHash, templateHashLabel, templateText } from './pod-template.ts'
import { oldestFirst, type ReplicaSet } from './replica-set.ts'
import { replicaAnnotations } from './rollout-sizes.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'

/** Annotations of the Deployment that are its own business. */
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  revisionAnnotation,
  historyAnnotation,
])

/** The ReplicaSet with the Deployment's template; the oldest when there are several. */
export function newReplicaSetOf(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = templateText(deployment.spec.template)
  return [...sets].sort(oldestFirst).find((set) => templateText(set.spec.template) === wanted)
}

const revisionOf = (set: ReplicaSet) => Number(set.metadata.annotations?.[revisionAnnotation] ?? 0)

export const nextRevision = (old: readonly ReplicaSet[]) => Math.max(0, ...old.map(revisionOf)) + 1

/** The annotations that are missing or differ on a ReplicaSet that became (or is) the new one. */
export function missingAnnotations(
  deployment: Deployment,
  set: ReplicaSet,
  revision: number,
): Record<string, string> {
  const has = set.metadata.annotations ?? {}
  const wanted = copiedAnnotations(deployment)
  const before = has[revisionAnnotation]
  if (revisionOf(set) < revision) {
    wanted[revisionAnnotation] = String(revision)
    if (before !== undefined) {
      const history = has[historyAnnotation]
      wanted[historyAnnotation] = history === undefined ? before : `${history},${before}`
    }
  }
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => has[key] !== value))
}

function copiedAnnotations(deployment: Deployment): Record<string, string> {
  const annotations = Object.entries(deployment.metadata.annotations ?? {})
  return Object.fromEntries(annotations.filter(([key]) => !notCopied.has(key)))
}

export function newReplicaSet(deployment: Deployment, replicas: number, revision: number): ReplicaSet {
  const { template, selector } = deployment.spec
  const hash = templateHash(template, statusOf(deployment).collisionCount)
  const hashed = { [templateHashLabel]: hash }
  const labels = { ...template.metadata?.labels, ...hashed }
  const minReadySeconds = minReadySecondsOf(deployment)
  const { name, namespace } = deployment.metadata
  return {
    apiVersion: apiVersionOf(resources.replicaSet),
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: {
        ...copiedAnnotations(deployment),
        ...replicaAnnotations(deployment),
        [revisionAnnotation]: String(revision),
      },
      ownerReferences: [controllerReference(resources.deployment, deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...hashed } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}

/** Old ReplicaSets beyond the limit that nothing holds any more, the oldest revisions first. */
export function setsBeyondHistory(old: readonly ReplicaSet[], limit: number): ReplicaSet[] {
  const kept = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  return [...kept]
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, Math.max(0, kept.length - limit))
    .filter(isUnused)
}

function isUnused({ spec, status, metadata }: ReplicaSet): boolean {
  const observed = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  return spec.replicas === 0 && (status?.replicas ?? 0) === 0 && observed
}
