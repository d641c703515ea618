/** Requests for resources: the HTTP side of the verbs. */
import type { PodNetwork } from '../../pod-network.ts'
import type { ResourceMetrics } from '../../usage/resource-metrics.ts'
import type { AccountTokens } from '../account-tokens.ts'
import { ApiError, notFound } from '../api-error.ts'
import { remove } from '../deletion.ts'
import { fieldsAt } from '../fields.ts'
import { type Kind, kindKey, metricsGroup, reviewKinds } from '../kinds.ts'
import { checkReadVersion, isWatch, readListOptions, readWatchOptions } from '../list-options.ts'
import { listPage } from '../listing.ts'
import { create, patch, read, stored, update } from '../operations.ts'
import { patchTypeOf } from '../patching.ts'
import { review } from '../reviews.ts'
import { type Admission, admitted } from '../webhook.ts'
import type { Collection, Context, ObjectRef } from '../write-context.ts'
import { checkAccept, checkForm, formOf, servedAsList } from './accept.ts'
import { contentTypeOf, type Exchange, sendJson } from './exchange.ts'
import { serveLog } from './pod-log.ts'
import { isPodRequest, servePodRequest } from './pod-requests.ts'
import { notAllowed, notServed } from './refusals.ts'
import { readDeleteOptions, readObject, readPatch, writeOptions } from './request-content.ts'
import type { ResourcePath } from './request-path.ts'
import { serveResourceMetrics } from './resource-metrics.ts'
import { serveProxy } from './service-proxy.ts'
import { isTokenRequest, serveTokenRequest } from './token-requests.ts'
import { type View, viewOfList, viewOfObject } from './views.ts'
import { serveWatch } from './watch-response.ts'

export interface Serving extends Context {
  readonly network: PodNetwork
  readonly admission?: Admission | undefined
  readonly resourceMetrics?: ResourceMetrics | undefined
  readonly tokens: AccountTokens
}

const endpointsAreOld = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'

export async function serveResource(serving: Serving, exchange: Exchange, path: ResourcePath): Promise<void> {
  const asked = reviewKinds.find((kind) => kind.group === path.group && kind.plural === path.plural)
  if (asked !== undefined) return await serveReview(exchange, path, asked)
  if (isPodRequest(path)) return await servePodRequest(serving, exchange, path)
  if (isTokenRequest(path)) return await serveTokenRequest(serving, serving.tokens, exchange, path)
  const { resourceMetrics } = serving
  if (path.group === metricsGroup && resourceMetrics !== undefined)
    return await serveResourceMetrics(resourceMetrics, serving.clock, exchange, path)
  const kind = serving.registry.find(path.group, path.version, path.plural)
  if (kind === undefined) throw notServed()
  if (kind.group === '' && kind.plural === 'endpoints') exchange.warnings.push(endpointsAreOld)
  const at: Collection = { kind, version: path.version, namespace: path.namespace }
  if (path.watches) return serveWatchPath(serving, exchange, at, path.name)
  if (path.name === undefined) return await serveCollection(serving, exchange, at)
  if (kind.namespaced && path.namespace === undefined) throw notServed()
  const ref: ObjectRef = { ...at, name: path.name }
  const { subresource } = path
  if (subresource === undefined || subresource === 'status' || subresource === 'scale') {
    if (subresource !== undefined && !kind.subresources.includes(subresource))
      throw kind.custom ? notFound(kind, path.name) : notServed()
    return await serveObject(serving, exchange, ref, subresource)
  }
  serveConnection(serving, exchange, ref, path)
}

async function serveReview(exchange: Exchange, path: ResourcePath, asked: Kind): Promise<void> {
  if (exchange.method !== 'POST') throw notAllowed()
  const { value } = await readObject(exchange, asked.kind)
  const answer = review(path.plural, fieldsAt(value), exchange.user)
  if (answer === undefined) throw notServed()
  await sendJson(exchange, 201, answer)
}

async function serveCollection(serving: Serving, exchange: Exchange, at: Collection): Promise<void> {
  const { method, url } = exchange
  const query = url.searchParams
  const watches = method === 'GET' && isWatch(query)
  const view = viewFor(serving, exchange, at, watches ? 'watch' : 'collection')
  if (method === 'GET') {
    if (watches) return serveWatch(serving, exchange, at, view, readWatchOptions(query))
    const { items, metadata } = listPage(serving, at, readListOptions(query, serving.store.version()))
    return await sendJson(exchange, 200, viewOfList(items, metadata, view))
  }
  if (method === 'POST') {
    const { value, said } = await readObject(exchange, at.kind.kind)
    const options = { ...writeOptions(exchange, undefined), said }
    const object = await admitted(serving.admission, at, options, () => create(serving, at, value, options))
    return await sendJson(exchange, 201, viewOfObject(object, view))
  }
  if (method !== 'DELETE') throw notAllowed()
  const options = await readDeleteOptions(exchange)
  const { items, metadata } = listPage(serving, at, readListOptions(query, serving.store.version()))
  const deleted = items.map(({ metadata: { name, namespace } }) => {
    return remove(serving, { ...at, namespace, name }, options).object
  })
  await sendJson(exchange, 200, viewOfList(deleted, metadata, view))
}

/** `…/watch/…`, the older way of asking: a collection, or one object of it. */
function serveWatchPath(
  serving: Serving,
  exchange: Exchange,
  at: Collection,
  name: string | undefined,
): void {
  if (exchange.method !== 'GET') throw notAllowed()
  const options = readWatchOptions(exchange.url.searchParams)
  const fieldSelector = name === undefined ? options.fieldSelector : `metadata.name=${name}`
  serveWatch(serving, exchange, at, viewFor(serving, exchange, at, 'watch'), {
    ...options,
    fieldSelector,
  })
}

async function serveObject(
  serving: Serving,
  exchange: Exchange,
  ref: ObjectRef,
  subresource: 'status' | 'scale' | undefined,
): Promise<void> {
  const { method, url } = exchange
  const view = viewFor(serving, exchange, ref, 'object')
  if (method === 'GET') {
    checkReadVersion(url.searchParams, serving.store.version())
    return await sendJson(exchange, 200, viewOfObject(read(serving, ref, subresource), view))
  }
  const options = writeOptions(exchange, subresource)
  const asked = subresource === undefined ? serving.admission : undefined
  if (method === 'PUT') {
    const { value, said } = await readObject(exchange, subresource === 'scale' ? 'Scale' : ref.kind.kind)
    const object = await admitted(asked, ref, options, () =>
      update(serving, ref, value, { ...options, said }),
    )
    return await sendJson(exchange, 200, viewOfObject(object, view))
  }
  if (method === 'PATCH') {
    const type = patchTypeOf(contentTypeOf(exchange.request), ref.kind.custom)
    const { value, said } = await readPatch(exchange, type)
    let existed = true
    const object = await admitted(asked, ref, options, () => {
      existed = serving.store.get(kindKey(ref.kind), ref.namespace, ref.name) !== undefined
      return patch(serving, ref, type, value, { ...options, said })
    })
    return await sendJson(exchange, existed ? 200 : 201, viewOfObject(object, view))
  }
  if (method !== 'DELETE' || subresource !== undefined) throw notAllowed()
  await serveDelete(serving, exchange, ref)
}

/** As they were; everything else as a Status once it is gone. */
const comeBack = new Set([
  ...['/pods', '/services', '/serviceaccounts', '/resourcequotas'],
  ...['/persistentvolumes', '/persistentvolumeclaims', 'storage.k8s.io/storageclasses'],
])

async function serveDelete(serving: Serving, exchange: Exchange, ref: ObjectRef): Promise<void> {
  const { kind, name } = ref
  const { object, gone } = remove(serving, ref, await readDeleteOptions(exchange))
  if (!gone) return await sendJson(exchange, 200, object)
  if (comeBack.has(kindKey(kind))) {
    const metadata = { ...object.metadata, resourceVersion: String(serving.store.version()) }
    return await sendJson(exchange, 200, { ...object, metadata })
  }
  await sendJson(exchange, 200, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      ...(kind.group === '' ? {} : { group: kind.group }),
      kind: kind.plural,
      uid: object.metadata.uid,
    },
  })
}

function serveConnection(serving: Serving, exchange: Exchange, ref: ObjectRef, path: ResourcePath): void {
  const { subresource = '', namespace = '', rest } = path
  const { plural } = ref.kind
  const known: readonly string[] = ref.kind.subresources
  if (!known.includes(subresource)) throw notServed()
  const { network } = serving
  if (subresource === 'log') {
    const pod = stored(serving, ref)
    const podNow = () => {
      const found = serving.store.get('/pods', namespace, ref.name)
      return found?.metadata.uid === pod.metadata.uid ? found : undefined
    }
    serveLog(exchange, pod, podNow, network, serving.clock)
  } else if (subresource === 'proxy' && (plural === 'services' || plural === 'pods'))
    serveProxy(exchange, serving.store, network, { plural, namespace, name: ref.name, path: rest })
  else throw new ApiError(400, 'BadRequest', 'Upgrade request required')
}

/** Refuses a form that the client asks for and that there is not, before anything is done. */
function viewFor(
  { clock }: Serving,
  { method, request, url }: Exchange,
  at: Collection,
  of: 'object' | 'collection' | 'watch',
): View {
  const { accept } = request.headers
  if (!at.kind.custom) checkAccept(accept, of !== 'object' && method === 'GET' ? servedAsList : undefined)
  const form = formOf(accept)
  if (method === 'GET' && of !== 'watch') checkForm(form.format, at.kind, of)
  return {
    at,
    form,
    includeObject: url.searchParams.get('includeObject') ?? undefined,
    nowMs: clock.now(),
  }
}
