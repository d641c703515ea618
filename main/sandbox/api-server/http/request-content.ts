/** What a request says besides its path: how it wants to write or delete, and its body. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { badRequest, unsupportedMediaType } from '../api-error.ts'
import {
  type Parsed,
  parseApply,
  parseObject,
  parseOptions,
  parsePatch,
  parseYamlObject,
} from '../decoding/parse-body.ts'
import { readTyped } from '../decoding/read-typed.ts'
import type { DeleteOptions } from '../deletion.ts'
import { fieldsAt } from '../fields.ts'
import { applyType, type PatchType } from '../patching.ts'
import { readProtobuf } from '../protobuf/read-protobuf.ts'
import { checkDeletePolicy, checkWriteOptions } from '../request-options.ts'
import { typeNamed } from '../types/types.ts'
import type { WriteOptions } from '../write-context.ts'
import { bodyOf, contentTypeOf, type Exchange } from './exchange.ts'

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

type ReadBody = Pick<Parsed, 'value'> & Partial<Pick<Parsed, 'said'>>

/** An object of a kind. */
export async function readObject({ request }: Exchange, kind: string): Promise<ReadBody> {
  const type = contentTypeOf(request)
  const body = await bodyOf(request)
  if (type === 'application/vnd.kubernetes.protobuf') return { value: readProtobuf(body) }
  if (type === 'application/yaml') return parseYamlObject(body.toString('utf8'), kind)
  if (type === '' || type === 'application/json') return parseObject(body.toString('utf8'), kind)
  throw unsupportedMediaType(['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'])
}

export async function readPatch({ request }: Exchange, type: PatchType): Promise<Parsed> {
  const text = (await bodyOf(request)).toString('utf8')
  return type === 'apply' ? parseApply(text) : parsePatch(text, type)
}

/** In the body; older clients put them into the query. */
export async function readDeleteOptions(exchange: Exchange): Promise<DeleteOptions> {
  const { request, url } = exchange
  const body = await bodyOf(request)
  const given = body.length === 0 ? {} : fieldsAt(optionsIn(body, contentTypeOf(request)))
  const type = typeNamed('meta.v1.DeleteOptions')
  const problem = type === undefined ? undefined : readTyped(type, given).problem
  if (problem !== undefined) throw badRequest(problem)
  return deleteOptionsOf(given, url.searchParams)
}

export function deleteOptionsOf(given: Fields, query: URLSearchParams): DeleteOptions {
  const orphan = given.orphanDependents === true || query.get('orphanDependents') === 'true'
  const policy = given.propagationPolicy ?? query.get('propagationPolicy')
  checkDeletePolicy(policy, given.orphanDependents)
  return {
    gracePeriodSeconds:
      typeof given.gracePeriodSeconds === 'number' ? given.gracePeriodSeconds : graceIn(query),
    propagationPolicy: orphan ? 'Orphan' : typeof policy === 'string' ? policy : undefined,
    preconditions: isFields(given.preconditions) ? given.preconditions : undefined,
    dryRun: query.get('dryRun') === 'All' || (Array.isArray(given.dryRun) && given.dryRun.includes('All')),
  }
}

const optionsIn = (body: Buffer, type: string): unknown =>
  type.endsWith('protobuf') ? readProtobuf(body) : parseOptions(body.toString('utf8')).value

function graceIn(query: URLSearchParams): number | undefined {
  const text = query.get('gracePeriodSeconds')
  if (text === null || text === '') return undefined
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}
