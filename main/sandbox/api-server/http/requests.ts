/** Answers every request that is not an upgrade. */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ClusterApiError } from '../../cluster-api.ts'
import { requestUrl } from '../../request-url.ts'
import type { User } from '../account-tokens.ts'
import { ApiError } from '../api-error.ts'
import { type Kind, metricsKinds, reviewKinds } from '../kinds.ts'
import { sandboxUser } from '../reviews.ts'
import { checkAccept, discoveryTypeOf } from './accept.ts'
import { versionInfo } from './api-version.ts'
import { aggregatedDiscovery, coreVersions, groupList, oneGroup, resourceList } from './discovery.ts'
import { type Exchange, sendBytes, sendJson, sendText } from './exchange.ts'
import { openApiDocument, openApiIndex } from './openapi.ts'
import { openApiV2, openApiV2Types } from './openapi-v2.ts'
import { notServed } from './refusals.ts'
import { parseResourcePath, type ResourcePath } from './request-path.ts'
import { type Serving, serveResource } from './resource-requests.ts'

export interface RequestOptions extends Serving {
  readonly token: string
  readonly kubernetesVersion: string
}

const probes = ['/healthz', '/livez', '/readyz']

export async function answer(
  options: RequestOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = requestUrl(request)
  const { method = 'GET' } = request
  const unknown: Exchange = { request, response, url, method, warnings: [], user: anonymous }
  try {
    if (probes.some((probe) => url.pathname === probe || url.pathname.startsWith(`${probe}/`)))
      return sendText(unknown, 200, 'ok')
    await route(options, { ...unknown, user: userOf(options, request) })
  } catch (error) {
    await refuse(unknown, error)
  }
}

const anonymous: User = { username: 'system:anonymous', groups: ['system:unauthenticated'] }
const scheme = 'Bearer '

/** Whose token it is; the server's own is compared in constant time. */
export function userOf({ token, tokens, clock }: RequestOptions, request: IncomingMessage): User {
  const { authorization = '' } = request.headers
  const wanted = Buffer.from(`${scheme}${token}`)
  const given = Buffer.from(authorization)
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return sandboxUser
  const user = authorization.startsWith(scheme)
    ? tokens.userOf(authorization.slice(scheme.length), clock.now())
    : undefined
  if (user !== undefined) return user
  throw new ApiError(401, 'Unauthorized', 'Unauthorized')
}

/** What is thrown here and no refusal is a bug of the server, which says so as the real one does. */
export function statusOf(error: unknown): { code: number; body: unknown } {
  if (error instanceof ApiError) return { code: error.status, body: error.toStatus() }
  const message = error instanceof Error ? error.message : String(error)
  const known = error instanceof ClusterApiError
  const refusal = known
    ? new ApiError(error.status, error.reason, message)
    : new ApiError(500, 'InternalError', `Internal error occurred: ${message}`)
  return { code: refusal.status, body: refusal.toStatus() }
}

async function refuse(exchange: Exchange, error: unknown): Promise<void> {
  const { response } = exchange
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { code, body } = statusOf(error)
  await sendJson(exchange, code, body)
}

async function route(options: RequestOptions, exchange: Exchange): Promise<void> {
  const { pathname } = exchange.url
  const path = pathname.replace(/\/+$/, '')
  const resource = parseResourcePath(path)
  if (resource !== undefined && servesGroup(options, resource))
    return await serveResource(options, exchange, resource)
  if (path === '/openapi/v2' && exchange.request.headers.accept?.includes(openApiV2Types.asked))
    return sendBytes(exchange, openApiV2(options.registry.kinds()), openApiV2Types.answered)
  const body = document(options, exchange, path)
  if (body === undefined) return notThere(options, exchange, path)
  if (!path.startsWith('/openapi'))
    checkAccept(exchange.request.headers.accept, path === '/version' ? ['application/json'] : undefined)
  await sendJson(exchange, 200, body.content, body.type)
}

/** What is stored, and the figures where there are any. */
const kindsOf = ({ registry, resourceMetrics }: RequestOptions): readonly Kind[] =>
  resourceMetrics === undefined ? registry.kinds() : [...registry.kinds(), ...metricsKinds]

const servesGroup = (options: RequestOptions, { group, version }: ResourcePath) =>
  [...kindsOf(options), ...reviewKinds].some(
    (kind) => kind.group === group && (!kind.custom || kind.versions.includes(version)),
  )

/** A group that nobody serves, or a path outside of them: no Status, and no JSON. */
function notThere(options: RequestOptions, exchange: Exchange, path: string): void {
  const [, group = ''] = /^\/apis\/([^/]+)/.exec(path) ?? []
  const isKnown = kindsOf(options).some((kind) => kind.group === group && !kind.custom)
  if (path.startsWith('/api/') || (group !== '' && isKnown)) throw notServed()
  sendText(exchange, 404, '404 page not found\n')
}

interface Document {
  readonly content: unknown
  readonly type?: string
}

/** What the server says about itself. */
function document(options: RequestOptions, exchange: Exchange, path: string): Document | undefined {
  const kinds = kindsOf(options)
  const plain = (content: unknown) => (content === undefined ? undefined : { content })
  if (path === '/version') return plain(versionInfo(options.kubernetesVersion))
  if (path === '/openapi/v3') return plain(openApiIndex(options.registry.kinds()))
  if (path.startsWith('/openapi/v3/'))
    return plain(openApiDocument(options.registry.kinds(), path.slice('/openapi/v3/'.length)))
  if (path === '/api' || path === '/apis') return discovery(options, exchange, path === '/api')
  if (path === '') return plain({ paths: ['/api', '/apis', '/healthz', '/openapi/v3', '/version'] })
  const [, group = '', version] = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? []
  if (path === '/api/v1') return plain(resourceList(kinds, '', 'v1'))
  if (version !== undefined) return plain(resourceList(kinds, group, version))
  return group === '' ? undefined : plain(oneGroup(kinds, group))
}

/** The answer's media type has to carry exactly what was asked for. */
function discovery(options: RequestOptions, { request }: Exchange, core: boolean): Document {
  const kinds = kindsOf(options)
  const type = discoveryTypeOf(request.headers.accept)
  if (type !== undefined)
    return {
      content: aggregatedDiscovery(kinds, core, type === 'v2beta1'),
      type: `application/json;g=apidiscovery.k8s.io;v=${type};as=APIGroupDiscoveryList`,
    }
  return { content: core ? coreVersions(request.headers.host ?? '127.0.0.1') : groupList(kinds) }
}
