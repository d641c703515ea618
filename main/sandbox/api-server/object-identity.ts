/** What the server itself keeps of an object: its name and uid, when it came, how often its spec has changed. */
import { randomInt, randomUUID } from 'node:crypto'
import type { KubeObject, ObjectMeta } from '#shared/model/kube.ts'
import { timeText } from '../time-text.ts'
import { failure } from './api-error.ts'
import { deepEqual } from './fields.ts'
import { type Kind, kindKey } from './kinds.ts'
import type { Collection, Context } from './write-context.ts'

export function newMetadata(
  { clock }: Context,
  { kind, namespace }: Collection,
  given: ObjectMeta,
): ObjectMeta {
  if (given.resourceVersion) throw failure('resourceVersion should not be set on objects to be created')
  const {
    deletionTimestamp: _,
    deletionGracePeriodSeconds: __,
    managedFields: ___,
    selfLink: ____,
    ...kept
  } = given as ObjectMeta & { selfLink?: string }
  const name = given.name || (given.generateName ? `${given.generateName}${suffix()}` : '')
  return {
    ...kept,
    name,
    ...(kind.namespaced && namespace !== undefined ? { namespace } : {}),
    uid: randomUUID(),
    creationTimestamp: timeText(clock.now()),
    ...(countsGenerations(kind) ? { generation: 1 } : {}),
  }
}

/** No vowels and nothing that looks alike, as apimachinery's rand.String. */
const letters = 'bcdfghjklmnpqrstvwxz2456789'
const suffix = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')

const serverKept = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'generation',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'resourceVersion',
] as const

/** Whatever is sent, these stay. */
export function keptMetadata(before: KubeObject, next: ObjectMeta): ObjectMeta {
  const metadata: Record<string, unknown> = { ...next }
  for (const field of serverKept) {
    const value = before.metadata[field]
    if (value === undefined) delete metadata[field]
    else metadata[field] = value
  }
  return metadata as unknown as ObjectMeta
}

/** Kinds whose objects count the changes of their spec. */
const groupsWithoutGenerations = [
  ...['', 'events.k8s.io', 'autoscaling', 'coordination.k8s.io', 'rbac.authorization.k8s.io'],
  'storage.k8s.io',
]

const countsGenerations = (kind: Kind) =>
  kind.custom ||
  kindKey(kind) === '/pods' ||
  (kindKey(kind) !== 'apps/controllerrevisions' && !groupsWithoutGenerations.includes(kind.group))

export function withGeneration(kind: Kind, before: KubeObject, object: KubeObject): KubeObject {
  if (!countsGenerations(kind)) return object
  const content = ({ metadata: _, status: __, ...rest }: KubeObject) => rest
  const changed =
    !deepEqual(content(before), content(object)) ||
    (kindKey(kind) === 'apps/deployments' &&
      !deepEqual(before.metadata.annotations ?? {}, object.metadata.annotations ?? {}))
  const generation = (before.metadata.generation ?? 1) + Number(changed)
  return { ...object, metadata: { ...object.metadata, generation } }
}
