import { beforeEach, describe, expect, it } from 'vitest'
import { type KubeObject, resources } from '#shared/model/kube.ts'
import {
  type AccountTokens,
  createAccountTokens,
  issuer,
  type TokenFor,
} from '../../../../main/sandbox/api-server/account-tokens.ts'
import { type ApiWorld, apiWorld } from './api-world.ts'

let world: ApiWorld
let tokens: AccountTokens
let wanted: TokenFor
beforeEach(async () => {
  world = apiWorld()
  tokens = createAccountTokens(world.context.store)
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'builder', namespace: 'default' },
  }
  const { uid = '' } = (await world.api.create<KubeObject>(resources.serviceAccount, account)).metadata
  wanted = { namespace: 'default', name: 'builder', uid, audiences: [issuer], expirationSeconds: 600 }
})

const nowMs = Date.UTC(2026, 10, 24, 12)
const userOf = (token: string, laterMs = 0) => tokens.userOf(token, nowMs + laterMs)

describe('a token of a ServiceAccount', () => {
  it('names its account until it expires', () => {
    const token = tokens.issue(wanted, nowMs)
    expect(userOf(token)).toMatchObject({
      username: 'system:serviceaccount:default:builder',
      uid: wanted.uid,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    })
    expect(userOf(token, 599_000)).toBeDefined()
    expect(userOf(token, 600_000)).toBeUndefined()
  })

  it('ends with its account, also where there is a new one of that name', async () => {
    const token = tokens.issue(wanted, nowMs)
    await world.api.delete(resources.serviceAccount, 'default', 'builder')
    expect(userOf(token)).toBeUndefined()
    await world.api.create(resources.serviceAccount, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'builder', namespace: 'default' },
    })
    expect(userOf(token)).toBeUndefined()
  })

  it('for somebody else is none for the API server', () => {
    expect(userOf(tokens.issue({ ...wanted, audiences: ['vault'] }, nowMs))).toBeUndefined()
  })

  it('of a pod ends with the pod', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'default' },
      spec: { containers: [{ name: 'a', image: 'a' }] },
    }
    const { uid = '' } = (await world.api.create<KubeObject>(resources.pod, pod)).metadata
    const token = tokens.issue({ ...wanted, boundTo: { kind: 'Pod', name: 'a', uid } }, nowMs)
    expect(userOf(token)).toBeDefined()
    await world.api.delete(resources.pod, 'default', 'a')
    expect(userOf(token)).toBeUndefined()
  })

  it('is taken from nobody else and as it was signed alone', () => {
    const token = tokens.issue(wanted, nowMs)
    const [header = '', body = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 9 })).toString('base64url')
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    const other = createAccountTokens(world.context.store).issue(wanted, nowMs)
    for (const one of [
      `${header}.${forged}.${signature}`,
      `${unsigned}.${body}.`,
      `${header}.${body}`,
      other,
      'x.y.z',
      '',
    ])
      expect(userOf(one)).toBeUndefined()
  })
})
