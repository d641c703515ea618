/** What stands in a namespace, in words that two clusters have in common: revisions for names, counts for pods. */
import type { Condition, KubeObject, Pod } from '#shared/model/kube.ts'

export interface Seen {
  readonly deployments: readonly KubeObject[]
  readonly sets: readonly KubeObject[]
  readonly pods: readonly Pod[]
  readonly slices: readonly KubeObject[]
  readonly jobs: readonly KubeObject[]
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
    autoscalers: byName(seen.autoscalers).map((one) => ({ ...common(one), status: statusOf(one, words) })),
  }
  return Object.fromEntries(Object.entries(shown).filter(([, list]) => list.length > 0))
}

const byName = (list: readonly KubeObject[]) =>
  list.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

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
  const conditions = (status.conditions ?? []).toSorted((a, b) => (a.type < b.type ? -1 : 1))
  const text = JSON.stringify({ ...status, ...(conditions.length === 0 ? {} : { conditions }) })
  // Null and absent are one to a client; the sandbox's store keeps no nulls.
  return JSON.parse(words(text), (_, value) => (value === null ? undefined : value))
}

function podCounts({ pods, sets }: Seen): string[] {
  const ownerOf = ({ metadata }: Pod) => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)
    const set = sets.find((one) => one.metadata.uid === owner?.uid)
    return set === undefined ? (owner?.kind ?? 'nobody') : `set ${revisionOf(set)}`
  }
  const lines = pods.map((pod) => {
    const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
    return [
      `of ${ownerOf(pod)}:`,
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
    ports: slice.ports,
    endpoints: endpoints
      .map(({ conditions, nodeName, targetRef }) => ({ conditions, nodeName, kind: targetRef?.kind }))
      .toSorted(byText),
  }
}

/** What a Deployment says of its rollout, when that changes: the counts in between are a matter of speed. */
export function progressWords(before: KubeObject | undefined, object: KubeObject): string | undefined {
  const said = (one: KubeObject | undefined) => {
    const list = ((one?.status as { conditions?: Condition[] } | undefined)?.conditions ?? [])
      .filter(({ type }) => type === 'Progressing')
      .map(({ type, status, reason }) => `${type}=${status} ${reason}`)
    return list.join(', ')
  }
  return said(before) === said(object) ? undefined : said(object)
}

/** Whether each status tells of the spec and of the pods that are there. */
export function isCounted({ deployments, sets, pods }: Seen): boolean {
  type Counts = { observedGeneration?: number; replicas?: number; readyReplicas?: number }
  const counts = ({ status }: KubeObject) => (status ?? {}) as Counts
  const isObserved = (one: KubeObject) =>
    one.metadata.deletionTimestamp !== undefined || counts(one).observedGeneration === one.metadata.generation
  const activeOf = ({ metadata }: KubeObject) =>
    pods.filter(
      (pod) =>
        pod.metadata.deletionTimestamp === undefined &&
        pod.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid),
    )
  const sum = (key: 'replicas' | 'readyReplicas', list: readonly KubeObject[]) =>
    list.reduce((total, one) => total + (counts(one)[key] ?? 0), 0)
  const setsAgree = sets.every(
    (set) => set.metadata.deletionTimestamp !== undefined || counts(set).replicas === activeOf(set).length,
  )
  const [deployment] = deployments
  const owned = sets.filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ uid }) => uid === deployment?.metadata.uid),
  )
  const agrees =
    deployment === undefined ||
    deployment.metadata.deletionTimestamp !== undefined ||
    (sum('replicas', owned) === sum('replicas', deployments) &&
      sum('readyReplicas', owned) === sum('readyReplicas', deployments))
  return [...deployments, ...sets].every(isObserved) && setsAgree && agrees
}
