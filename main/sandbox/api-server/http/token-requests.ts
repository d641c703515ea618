/** `POST serviceaccounts/NAME/token`: what `kubectl create token` asks for. */

import type { Fields } from '#shared/model/fields.ts'
import { timeText } from '../../time-text.ts'
import { type AccountTokens, issuer, type TokenFor } from '../account-tokens.ts'
import { invalid, notFound } from '../api-error.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import type { Context } from '../write-context.ts'
import { checkAccept } from './accept.ts'
import { type Exchange, sendJson } from './exchange.ts'
import { notAllowed } from './refusals.ts'
import { readObject, writeOptions } from './request-content.ts'
import type { ResourcePath } from './request-path.ts'

const apiVersion = 'authentication.k8s.io/v1'
const anHourSeconds = 3_600
const shortestSeconds = 600
const longestSeconds = 2 ** 32

export const isTokenRequest = ({ group, version, plural, subresource }: ResourcePath): boolean =>
  group === '' && version === 'v1' && plural === 'serviceaccounts' && subresource === 'token'

export async function serveTokenRequest(
  context: Context,
  tokens: AccountTokens,
  exchange: Exchange,
  { namespace, name = '' }: ResourcePath,
): Promise<void> {
  const { store, clock } = context
  checkAccept(exchange.request.headers.accept)
  if (exchange.method !== 'POST') throw notAllowed()
  const { value } = await readObject(exchange, 'TokenRequest')
  const account = store.get('/serviceaccounts', namespace, name)
  if (account === undefined || namespace === undefined)
    throw notFound({ group: '', plural: 'serviceaccounts' }, name)
  const given = fieldsAt(value, 'spec')
  const expirationSeconds = Number(given.expirationSeconds ?? anHourSeconds)
  checkDuration(expirationSeconds)
  const asked = listAt(given, 'audiences').map(String)
  const audiences = asked.length === 0 ? [issuer] : asked
  const uid = account.metadata.uid ?? ''
  const wanted: TokenFor = {
    ...{ namespace, name, uid, audiences, expirationSeconds },
    ...boundTo(context, namespace, given),
  }
  const nowMs = clock.now()
  const { manager } = writeOptions(exchange, undefined)
  await sendJson(exchange, 201, {
    kind: 'TokenRequest',
    apiVersion,
    metadata: {
      ...{ name, namespace, uid, creationTimestamp: timeText(nowMs) },
      managedFields: [ownersOf(given, manager, timeText(nowMs))],
    },
    spec: { audiences, expirationSeconds, boundObjectRef: given.boundObjectRef ?? null },
    status: {
      token: tokens.issue(wanted, nowMs),
      expirationTimestamp: timeText(nowMs + expirationSeconds * 1000),
    },
  })
}

function checkDuration(seconds: number): void {
  const why =
    seconds < shortestSeconds
      ? 'may not specify a duration less than 10 minutes'
      : seconds > longestSeconds
        ? 'may not specify a duration larger than 2^32 seconds'
        : undefined
  if (why === undefined) return
  throw invalid('TokenRequest', { group: 'authentication.k8s.io', plural: 'tokenrequests' }, '', [
    {
      reason: 'FieldValueInvalid',
      field: 'spec.expirationSeconds',
      message: `Invalid value: ${seconds}: ${why}`,
    },
  ])
}

const bindable: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets' }

function boundTo({ store }: Context, namespace: string, spec: Fields): Pick<TokenFor, 'boundTo'> {
  const kind = textAt(spec, 'boundObjectRef', 'kind')
  const plural = bindable[kind]
  if (plural === undefined) return {}
  const name = textAt(spec, 'boundObjectRef', 'name')
  const found = store.get(`/${plural}`, namespace, name)
  if (found === undefined) throw notFound({ group: '', plural }, name)
  return { boundTo: { kind, name, uid: found.metadata.uid ?? '' } }
}

/** The client owns what it said, and what its request was filled in with. */
function ownersOf({ audiences }: Fields, manager: string, time: string): Fields {
  const said = { ...(audiences === undefined ? {} : { 'f:audiences': {} }), 'f:expirationSeconds': {} }
  return {
    ...{ manager, operation: 'Update', apiVersion, time, fieldsType: 'FieldsV1' },
    fieldsV1: { 'f:spec': said },
    subresource: 'token',
  }
}
