/** What stands in a namespace, in words that two clusters have in common: revisions for names, counts for pods. */
import type { Condition, KubeObject, Pod } from '#shared/model/kube.ts'
import { revisionHashLabel } from '../../../main/sandbox/controllers/plan-revisions.ts'

export interface Seen {
  readonly deployments: readonly KubeObject[]
  readonly sets: readonly KubeObject[]
  readonly pods: readonly Pod[]
  readonly slices: readonly KubeObject[]
  readonly jobs: readonly KubeObject[]
  readonly daemons: readonly KubeObject[]
  readonly revisions: readonly KubeObject[]
  readonly autoscalers: readonly KubeObject[]
}

type Fields = Readonly<Record<string, unknown>>

export const revisionOf = ({ metadata }: KubeObject) =>
  metadata.annotations?.['deployment.kubernetes.io/revision'] ?? ''

export function snapshotOf(seen: Seen): Record<string, unknown> {
  const words = wordsFor(seen)
  const shown = {
    deployments: byName(seen.deployments).map((one) => ({
      ...common(one),
      revision: revisionOf(one),
      status: statusOf(one, words),
    })),
    sets: seen.sets
      .toSorted((a, b) => Number(revisionOf(a)) - Number(revisionOf(b)))
      .map((one) => ({
        ...common(one),
        annotations: one.metadata.annotations,
        replicas: (one.spec as Fields).replicas,
        minReadySeconds: (one.spec as Fields).minReadySeconds,
        status: statusOf(one, words),
      })),
    pods: podCounts(seen),
    slices: seen.slices.map((slice) => sliceOf(slice)).toSorted(byText),
    jobs: byName(seen.jobs).map((one) => ({ ...common(one), status: statusOf(one, words) })),
    daemons: byName(seen.daemons).map((one) => ({ ...common(one), status: statusOf(one, words) })),
    revisions: seen.revisions
      .toSorted((a, b) => Number(a.revision) - Number(b.revision))
      .map((one) => revisionShown(one, words)),
    autoscalers: byName(seen.autoscalers).map((one) => ({ ...common(one), status: statusOf(one, words) })),
  }
  return Object.fromEntries(Object.entries(shown).filter(([, list]) => list.length > 0))
}

const byName = (list: readonly KubeObject[]) =>
  list.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

interface EventObject extends KubeObject {
  readonly type?: string
  readonly reason?: string
  readonly message?: string
  readonly source?: { readonly component?: string }
  readonly involvedObject?: { readonly kind?: string; readonly name?: string }
}

/** What was told at all; how often is a matter of speed. What is gone by now has no words of its own. */
export function eventLines(events: readonly EventObject[], seen: Seen): string[] {
  const words = wordsFor(seen)
  const lines = events
    // The scheduler is not compared.
    .filter(({ reason }) => reason !== 'Scheduled')
    .map(
      ({ type, reason, message, source, involvedObject }) =>
        `${source?.component} ${involvedObject?.kind} ${type} ${reason}: ${message}`,
    )
  return [...new Set(lines)]
    .map((line) =>
      words(line.replace(/ pod: \S+$/, ' pod: <pod>')).replace(/\bweb-[a-z0-9]{6,10}\b/g, '<set>'),
    )
    .toSorted()
}

/** Whether it goes, what holds it, how many owners it has. */
const common = ({ metadata }: KubeObject) => ({
  generation: metadata.generation,
  ...(metadata.deletionTimestamp === undefined ? {} : { leaving: true }),
  ...(metadata.finalizers === undefined ? {} : { finalizers: metadata.finalizers }),
  owners: (metadata.ownerReferences ?? []).map(({ kind }) => kind),
})

/** Names of sets and pods, and uids, replaced in texts. */
function wordsFor({ sets, pods }: Seen): (text: string) => string {
  const names = [
    ...pods.map(({ metadata }) => [metadata.name, '<pod>'] as const),
    ...sets.map((set) => [set.metadata.name, `<set ${revisionOf(set)}>`] as const),
  ]
  return (text) =>
    names
      .reduce((result, [name, word]) => result.replaceAll(name, word), text)
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uid>')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
}

function statusOf(object: KubeObject, words: (text: string) => string): unknown {
  const status = (object.status ?? {}) as Fields & { conditions?: Condition[] }
  const conditions = (status.conditions ?? [])
    .map((one) => (underWay(one.reason) === 'under way' ? { ...one, reason: 'under way', message: '' } : one))
    .toSorted((a, b) => (a.type < b.type ? -1 : 1))
  const text = JSON.stringify({ ...status, ...(conditions.length === 0 ? {} : { conditions }) })
  // Null and absent are one to a client; the sandbox's store keeps no nulls.
  return JSON.parse(words(text), (_, value) => (value === null ? undefined : value))
}

function podCounts({ pods, sets, revisions }: Seen): string[] {
  const revisionOfPod = ({ metadata }: Pod) => {
    const { [revisionHashLabel]: hash, 'pod-template-generation': generation } = metadata.labels ?? {}
    const revision = revisions.find((one) => one.metadata.labels?.[revisionHashLabel] === hash)
    return hash === undefined ? '' : `revision ${revision?.revision} template ${generation}`
  }
  const ownerOf = ({ metadata }: Pod) => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)
    const set = sets.find((one) => one.metadata.uid === owner?.uid)
    return set === undefined ? (owner?.kind ?? 'nobody') : `set ${revisionOf(set)}`
  }
  const lines = pods.map((pod) => {
    const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
    return [
      `of ${ownerOf(pod)}:`,
      revisionOfPod(pod),
      pod.status?.phase ?? '',
      ready === true ? 'ready' : '',
      pod.metadata.deletionTimestamp === undefined ? '' : 'leaving',
      ...(pod.metadata.finalizers ?? []),
    ]
      .filter((word) => word !== '')
      .join(' ')
  })
  return lines.toSorted()
}

/** The hash in its name and its label is one of Go's own structs, and so another one. */
function revisionShown(one: KubeObject, words: (text: string) => string): unknown {
  const { [revisionHashLabel]: hash, ...labels } = one.metadata.labels ?? {}
  const { annotations } = one.metadata
  return {
    ...common(one),
    ...{ labels, annotations, revision: one.revision },
    isNamedByHash: hash !== undefined && one.metadata.name.endsWith(`-${hash}`),
    data: JSON.parse(words(JSON.stringify(one.data)), (_, value) => (value === null ? undefined : value)),
  }
}

function sliceOf(slice: KubeObject): unknown {
  const { labels = {}, annotations = {} } = slice.metadata
  const endpoints = (slice.endpoints ?? []) as {
    conditions: unknown
    nodeName?: string
    targetRef?: { kind?: string }
  }[]
  return {
    labels,
    annotations: Object.keys(annotations),
    // A list of nothing is written as one or as null, by the way it came.
    ports: slice.ports ?? [],
    endpoints: endpoints
      .map(({ conditions, nodeName, targetRef }) => ({ conditions, nodeName, kind: targetRef?.kind }))
      .toSorted(byText),
  }
}

/**
 * Whether a rollout that has just begun is called created or updated depends on whether the Deployment was looked at
 * before its new ReplicaSet had counted its first pod: on a real cluster now so, now so.
 */
const underWay = (reason: string | undefined) =>
  reason === 'NewReplicaSetCreated' || reason === 'ReplicaSetUpdated' ? 'under way' : reason

/** What a Deployment says of its rollout, when that changes: the counts in between are a matter of speed. */
export function progressWords(before: KubeObject | undefined, object: KubeObject): string | undefined {
  const said = (one: KubeObject | undefined) => {
    const list = ((one?.status as { conditions?: Condition[] } | undefined)?.conditions ?? [])
      .filter(({ type }) => type === 'Progressing')
      .map(({ type, status, reason }) => `${type}=${status} ${underWay(reason)}`)
    return list.join(', ')
  }
  return said(before) === said(object) ? undefined : said(object)
}

type Count = 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas'
type Counts = { readonly [count in Count]?: number } & {
  readonly observedGeneration?: number
  readonly updatedReplicas?: number
}

const countsOf = ({ status }: KubeObject) => (status ?? {}) as Counts
const isLeaving = ({ metadata }: KubeObject) => metadata.deletionTimestamp !== undefined
const isOwned = (one: KubeObject, owner: KubeObject) =>
  one.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) === true

/** Whether each status tells of the spec and of the pods that are there. */
export function isCounted({ deployments, sets, pods }: Seen): boolean {
  const isObserved = (one: KubeObject) =>
    isLeaving(one) || countsOf(one).observedGeneration === one.metadata.generation
  const knowsItsPods = (set: KubeObject) =>
    isLeaving(set) ||
    countsOf(set).replicas === pods.filter((pod) => isOwned(pod, set) && !isLeaving(pod)).length
  const knowsItsSets = (deployment: KubeObject) => {
    const own = sets.filter((set) => isOwned(set, deployment))
    const sum = (count: Count) => own.reduce((total, set) => total + (countsOf(set)[count] ?? 0), 0)
    const said = countsOf(deployment)
    const counts = ['replicas', 'readyReplicas', 'availableReplicas', 'terminatingReplicas'] as const
    const newest = own.find((set) => revisionOf(set) === revisionOf(deployment))
    const isPaused = (deployment.spec as { paused?: boolean }).paused === true
    const knowsNewest =
      isPaused ||
      (said.updatedReplicas ?? 0) === (newest === undefined ? 0 : (countsOf(newest).replicas ?? 0))
    return (
      isLeaving(deployment) || (knowsNewest && counts.every((count) => (said[count] ?? 0) === sum(count)))
    )
  }
  return (
    [...deployments, ...sets].every(isObserved) && sets.every(knowsItsPods) && deployments.every(knowsItsSets)
  )
}
