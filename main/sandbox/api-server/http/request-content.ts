/** What a request says besides its path: how it wants to write or delete, and its body. */
import { parse as parseYaml } from 'yaml'
import { unsupportedMediaType } from '../api-error.ts'
import type { DeleteOptions } from '../deletion.ts'
import { type Fields, fieldsAt, isFields } from '../fields.ts'
import { applyType } from '../patching.ts'
import { readProtobuf } from '../protobuf/read-protobuf.ts'
import { checkDeletePolicy, checkWriteOptions } from '../request-options.ts'
import type { WriteOptions } from '../write-context.ts'
import { bodyOf, contentTypeOf, type Exchange, parseJson } from './exchange.ts'

export function writeOptions(
  { request, url, warnings }: Exchange,
  subresource: WriteOptions['subresource'],
): WriteOptions {
  const query = url.searchParams
  const isApply = contentTypeOf(request) === applyType
  checkWriteOptions(request.method ?? '', query, isApply)
  const agent = (request.headers['user-agent'] ?? 'unknown').split('/')[0] ?? 'unknown'
  return {
    manager: query.get('fieldManager') || agent,
    dryRun: query.get('dryRun') === 'All',
    fieldValidation: query.get('fieldValidation') ?? undefined,
    force: query.get('force') === 'true',
    subresource,
    warn: (text) => warnings.push(text),
  }
}

export async function parsedBody({ request }: Exchange): Promise<unknown> {
  const type = contentTypeOf(request)
  const body = await bodyOf(request)
  if (type === 'application/vnd.kubernetes.protobuf') return readProtobuf(body)
  if (type === 'application/yaml') return parseYaml(body.toString('utf8'))
  if (type === '' || type === 'application/json') return parseJson(body)
  throw unsupportedMediaType(['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'])
}

/** In the body; older clients put them into the query. */
export async function deleteOptions(exchange: Exchange): Promise<DeleteOptions> {
  const { request, url } = exchange
  const body = await bodyOf(request)
  const given: Fields =
    body.length === 0
      ? {}
      : fieldsAt(contentTypeOf(request).endsWith('protobuf') ? readProtobuf(body) : parseJson(body))
  return deleteOptionsOf(given, url.searchParams)
}

export function deleteOptionsOf(given: Fields, query: URLSearchParams): DeleteOptions {
  const grace = given.gracePeriodSeconds ?? query.get('gracePeriodSeconds')
  const orphan = given.orphanDependents === true || query.get('orphanDependents') === 'true'
  const policy = given.propagationPolicy ?? query.get('propagationPolicy')
  checkDeletePolicy(policy, given.orphanDependents)
  return {
    gracePeriodSeconds: grace === null || grace === undefined ? undefined : Number(grace),
    propagationPolicy: orphan ? 'Orphan' : typeof policy === 'string' ? policy : undefined,
    preconditions: isFields(given.preconditions) ? given.preconditions : undefined,
    dryRun: query.get('dryRun') === 'All' || (Array.isArray(given.dryRun) && given.dryRun.includes('All')),
  }
}
