/** What is asked of pods and never stored as it was sent: bindings, also by their own collection, and evictions. */
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt } from '../fields.ts'
import { bindPod } from '../pod-binding.ts'
import { evictPod } from '../pod-eviction.ts'
import type { Context, ObjectRef } from '../write-context.ts'
import { checkAccept } from './accept.ts'
import { type Exchange, sendJson } from './exchange.ts'
import { notAllowed, notServed } from './refusals.ts'
import { deleteOptionsOf, readObject } from './request-content.ts'
import type { ResourcePath } from './request-path.ts'

const bindings = 'bindings'

export const isPodRequest = ({ group, version, plural, subresource }: ResourcePath): boolean =>
  group === '' &&
  version === 'v1' &&
  (plural === bindings || (plural === 'pods' && (subresource === 'binding' || subresource === 'eviction')))

export async function servePodRequest(
  context: Context,
  exchange: Exchange,
  path: ResourcePath,
): Promise<void> {
  const { method, request, url } = exchange
  checkAccept(request.headers.accept)
  const kind = context.registry.find('', 'v1', 'pods')
  if (kind === undefined || path.namespace === undefined) throw notServed()
  if (method !== 'POST') throw notAllowed()
  const { value } = await readObject(exchange, path.subresource === 'eviction' ? 'Eviction' : 'Binding')
  const given = fieldsAt(value)
  const body = { ...given, metadata: fieldsAt(given, 'metadata') } as unknown as KubeObject
  const name = path.plural === bindings ? body.metadata.name : (path.name ?? '')
  const ref: ObjectRef = { kind, version: 'v1', namespace: path.namespace, name }
  const options = deleteOptionsOf(fieldsAt(body, 'deleteOptions'), url.searchParams)
  if (path.subresource === 'eviction') evictPod(context, ref, body, options)
  else bindPod(context, ref, body, options.dryRun === true)
  const done = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }
  await sendJson(exchange, 201, done)
}
