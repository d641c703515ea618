/**
 * The templates that a DaemonSet has had, each in a ControllerRevision that is patched over it to go back
 * (pkg/controller/daemon/update.go, constructHistory and cleanupHistory):
 *
 * 1. The revision that holds the present template is the current one; it gets the highest number.
 * 2. Where there is none, it is made; its name and its pods' label tell the hash of the template.
 * 3. Of the others as many are kept as the limit says, and those whose pods still run.
 */
import { isDeepStrictEqual } from 'node:util'
import {
  apiVersionOf,
  type KubeObject,
  type LabelSelector,
  type Pod,
  type PodTemplate,
  type Resource,
} from '#shared/model/kube.ts'
import { controllerReference } from './controller-reference.ts'
import { templateHash } from './pod-template.ts'

export interface ControllerRevision extends KubeObject {
  readonly data?: object
  readonly revision: number
}

export const controllerRevisionResource: Resource = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  namespaced: true,
}

export const revisionHashLabel = 'controller-revision-hash'

interface Owner extends KubeObject {
  readonly spec: {
    readonly selector: LabelSelector
    readonly template: PodTemplate
    readonly revisionHistoryLimit?: number
  }
  readonly status?: { readonly collisionCount?: number }
}

interface RevisionPlan {
  /** Of the present template; undefined: `make` it. */
  readonly current: ControllerRevision | undefined
  /** Its number: above all others'. */
  readonly number: number
  readonly others: readonly ControllerRevision[]
}

/** `revisions`: those that are the owner's. */
export function planRevisions({ spec }: Owner, revisions: readonly ControllerRevision[]): RevisionPlan {
  const data = dataOf(spec.template)
  const sorted = revisions.toSorted((a, b) => a.revision - b.revision)
  const current = sorted.findLast((one) => isDeepStrictEqual(one.data, data))
  const others = sorted.filter((one) => !isDeepStrictEqual(one.data, data))
  const above = (others.at(-1)?.revision ?? 0) + 1
  return { current, number: Math.max(above, current?.revision ?? 0), others }
}

export function newRevision(resource: Resource, owner: Owner, revision: number): ControllerRevision {
  const { name, namespace, annotations } = owner.metadata
  const { template } = owner.spec
  const hash = templateHash(template, owner.status?.collisionCount)
  return {
    apiVersion: apiVersionOf(controllerRevisionResource),
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata?.labels, [revisionHashLabel]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(resource, owner)],
    },
    data: dataOf(template),
    revision,
  }
}

export const hashOf = ({ metadata }: KubeObject) => metadata.labels?.[revisionHashLabel]

/** Whether the object holds the template; the name of a revision may be taken by another one. */
export const holdsTemplate = ({ data }: ControllerRevision, { spec }: Owner) =>
  isDeepStrictEqual(data, dataOf(spec.template))

const usualLimit = 10

/** The oldest that no pod is made from, down to the limit. */
export function forgottenRevisions(
  { spec }: Owner,
  others: readonly ControllerRevision[],
  pods: readonly Pod[],
): readonly ControllerRevision[] {
  const excess = others.length - (spec.revisionHistoryLimit ?? usualLimit)
  const live = new Set(pods.map(hashOf))
  return excess <= 0 ? [] : others.filter((one) => !live.has(hashOf(one))).slice(0, excess)
}

/** A strategic merge patch. kubectl compares its text with one that it writes itself: keys in order. */
const dataOf = (template: PodTemplate) =>
  inOrder({ spec: { template: { ...template, $patch: 'replace' } } }) as object

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]))
}
