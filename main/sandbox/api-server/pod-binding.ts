/** `POST pods/NAME/binding`: what a scheduler says of the node that it has chosen. */
import type { KubeObject, ObjectMeta } from '#shared/model/kube.ts'
import { timeText } from '../time-text.ts'
import { ApiError, badRequest, failure, notFound } from './api-error.ts'
import { fieldsAt, listAt, textAt } from './fields.ts'
import type { Context, ObjectRef } from './write-context.ts'

const podsKey = '/pods'

export function bindPod(
  { store, clock }: Context,
  { namespace, name }: ObjectRef,
  binding: KubeObject,
  dryRun: boolean,
): void {
  const { metadata } = binding
  if (metadata.name !== name) throw badRequest('name in URL does not match name in Binding object')
  const node = targetOf(binding)
  const pod = store.get(podsKey, namespace, name)
  if (pod === undefined) throw notFound({ group: '', plural: 'pods' }, name)
  checkUid(pod, metadata)
  checkFree(pod)
  if (!dryRun) store.put(podsKey, bound(pod, node, metadata, timeText(clock.now())))
}

function targetOf(binding: KubeObject): string {
  const kind = textAt(binding, 'target', 'kind')
  const name = textAt(binding, 'target', 'name')
  if (kind !== '' && kind !== 'Node')
    throw failure(`target.kind: Unsupported value: "${kind}": supported values: "Node", "<empty>"`)
  if (name === '') throw failure('target.name: Required value')
  return name
}

function checkUid({ metadata: { namespace, name, uid } }: KubeObject, asked: ObjectMeta): void {
  if (!asked.uid || asked.uid === uid) return
  throw new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on pods "${name}": StorageError: invalid object, Code: 4, Key: /registry/pods/${namespace}/${name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${asked.uid}, UID in object meta: ${uid}`,
    { name, kind: 'pods' },
  )
}

function checkFree(pod: KubeObject): void {
  const { name, deletionTimestamp } = pod.metadata
  const node = textAt(pod, 'spec', 'nodeName')
  const why =
    deletionTimestamp !== undefined
      ? `pod ${name} is being deleted, cannot be assigned to a host`
      : node !== ''
        ? `pod ${name} is already assigned to node ${JSON.stringify(node)}`
        : listAt(pod, 'spec', 'schedulingGates').length > 0
          ? `pod ${name} has non-empty .spec.schedulingGates`
          : undefined
  if (why === undefined) return
  throw new ApiError(409, 'Conflict', `Operation cannot be fulfilled on pods/binding "${name}": ${why}`, {
    name,
    kind: 'pods/binding',
  })
}

function bound(pod: KubeObject, nodeName: string, given: ObjectMeta, now: string): KubeObject {
  const { metadata } = pod
  const { labels, annotations } = given
  const others = listAt(pod, 'status', 'conditions').filter((one) => textAt(one, 'type') !== 'PodScheduled')
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now }
  return {
    ...pod,
    metadata: {
      ...metadata,
      ...(annotations === undefined ? {} : { annotations: { ...metadata.annotations, ...annotations } }),
      ...(labels === undefined ? {} : { labels: { ...metadata.labels, ...labels } }),
    },
    spec: { ...fieldsAt(pod, 'spec'), nodeName },
    status: { ...fieldsAt(pod, 'status'), conditions: [...others, scheduled] },
  } as KubeObject
}
