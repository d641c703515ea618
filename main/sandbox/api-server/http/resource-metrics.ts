/** The group metrics.k8s.io, which metrics-server adds to a cluster: read, and never stored. */
import type { KubeObject } from '#shared/model/kube.ts'
import type { Clock } from '../../clock.ts'
import type { ResourceMetrics } from '../../usage/resource-metrics.ts'
import { type ApiError, notFound } from '../api-error.ts'
import { type Kind, metricsKinds } from '../kinds.ts'
import { isWatch, readListOptions } from '../list-options.ts'
import { matcherOf } from '../listing.ts'
import { formOf } from './accept.ts'
import { type Exchange, sendJson } from './exchange.ts'
import { notAllowed, notServed } from './refusals.ts'
import type { ResourcePath } from './request-path.ts'
import { type View, viewOfList, viewOfObject } from './views.ts'

export async function serveResourceMetrics(
  metrics: ResourceMetrics,
  clock: Clock,
  exchange: Exchange,
  path: ResourcePath,
): Promise<void> {
  const { request, url, method } = exchange
  const kind = metricsKinds.find(({ plural, versions }) => isAsked(path, plural, versions))
  if (kind === undefined) throw notServed()
  const query = url.searchParams
  if (method !== 'GET' || isWatch(query)) throw notAllowed()
  const at = { kind, version: path.version, namespace: path.namespace }
  const includeObject = query.get('includeObject') ?? undefined
  const view: View = { at, form: formOf(request.headers.accept), includeObject, nowMs: clock.now() }
  const found = objectsOf(kind, metrics).filter(isIn(path.namespace))
  if (path.name === undefined) {
    const matches = matcherOf(at, readListOptions(query, 0))
    return await sendJson(exchange, 200, viewOfList(found.filter(matches), {}, view))
  }
  const one = found.find(({ metadata }) => metadata.name === path.name)
  if (one === undefined) throw missing(kind, path, path.name)
  await sendJson(exchange, 200, viewOfObject(one, view))
}

const isAsked = (path: ResourcePath, plural: string, versions: readonly string[]) =>
  path.plural === plural && versions.includes(path.version) && path.subresource === undefined

const objectsOf = (kind: Kind, metrics: ResourceMetrics): readonly KubeObject[] =>
  kind.plural === 'pods' ? metrics.pods() : metrics.nodes()

const isIn = (namespace: string | undefined) => (object: KubeObject) =>
  namespace === undefined || object.metadata.namespace === namespace

/** In metrics-server's words, which name the kind and not its plural. */
function missing({ group, kind }: Kind, { namespace }: ResourcePath, name: string): ApiError {
  const what = namespace === undefined ? name : `${namespace}/${name}`
  return notFound({ group, plural: kind.toLowerCase() }, what)
}
