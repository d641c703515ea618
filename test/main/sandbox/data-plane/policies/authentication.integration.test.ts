/** Tokens at the ingress and at a sidecar: 401 for bad ones, AuthorizationPolicies and routes by what good ones claim. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  authorizationPolicyResource,
  requestAuthenticationResource,
} from '#main/sandbox/data-plane/mesh-kinds.ts'
import { resources } from '#shared/model/kube.ts'
import { runningBookinfo } from '../running-mesh.ts'
import { jwks, token } from './tokens.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

const issuer = 'me@example.com'
const atIngress = { selector: { matchLabels: { istio: 'ingressgateway' } } }
const create = (kind: 'RequestAuthentication' | 'AuthorizationPolicy', namespace: string, spec: object) =>
  running.apis.east!.create(
    kind === 'RequestAuthentication' ? requestAuthenticationResource : authorizationPolicyResource,
    { apiVersion: 'security.istio.io/v1', kind, metadata: { name: 'own', namespace }, spec } as never,
  )
const visit = (claims?: object, path = '/productpage') =>
  running.visit('east', path, claims === undefined ? {} : { authorization: `Bearer ${token(claims)}` })
const anna = { iss: issuer, sub: 'anna', group: 'admins' }

it('a bad token is refused with 401 and Envoy’s words, none and a good one pass', async () => {
  await create('RequestAuthentication', 'istio-system', { ...atIngress, jwtRules: [{ issuer, jwks }] })
  await running.clock.advance(200)
  expect((await visit()).status).toBe(200)
  expect((await visit(anna)).status).toBe(200)
  const refused = await visit({ ...anna, iss: 'you@example.com' })
  expect(refused).toMatchObject({
    status: 401,
    body: 'Jwt issuer is not configured',
    headers: { 'www-authenticate': 'Bearer realm="http://localhost:80/productpage", error="invalid_token"' },
  })
})

it('a policy may ask for a token, and for what it claims', async () => {
  await create('RequestAuthentication', 'istio-system', { ...atIngress, jwtRules: [{ issuer, jwks }] })
  await create('AuthorizationPolicy', 'istio-system', {
    ...atIngress,
    rules: [
      {
        from: [{ source: { requestPrincipals: [`${issuer}/*`] } }],
        when: [{ key: 'request.auth.claims[group]', values: ['admins'] }],
      },
    ],
  })
  await running.clock.advance(200)
  expect(await visit()).toMatchObject({ status: 403, body: 'RBAC: access denied' })
  expect((await visit({ ...anna, group: 'guests' })).status).toBe(403)
  expect((await visit(anna)).status).toBe(200)
})

it('a sidecar looks at tokens, too', async () => {
  const selector = { matchLabels: { app: 'productpage' } }
  await create('RequestAuthentication', 'bookinfo', { selector, jwtRules: [{ issuer, jwks }] })
  await running.clock.advance(200)
  const refused = await visit({ ...anna, iss: 'you@example.com' })
  expect(refused).toMatchObject({ status: 401, body: 'Jwt issuer is not configured' })
  expect(refused.headers['www-authenticate']).toContain('invalid_token')
  expect((await visit(anna)).status).toBe(200)
})

it('a route of the ingress may be for a claim', async () => {
  await create('RequestAuthentication', 'istio-system', { ...atIngress, jwtRules: [{ issuer, jwks }] })
  const match = [{ headers: { '@request.auth.claims.group': { exact: 'admins' } } }]
  await running.apis.east!.patch(resources.virtualService, 'bookinfo', 'bookinfo', {
    spec: { http: [{ match, directResponse: { status: 202 } }, { directResponse: { status: 204 } }] },
  })
  await running.clock.advance(200)
  expect((await visit(anna)).status).toBe(202)
  expect((await visit({ ...anna, group: 'guests' })).status).toBe(204)
})

it('a policy that asks a provider refuses all, as nobody has configured one', async () => {
  const rules = [{ to: [{ operation: { paths: ['/nothing'] } }] }]
  await create('AuthorizationPolicy', 'istio-system', {
    ...{ ...atIngress, action: 'CUSTOM', provider: { name: 'none' }, rules },
  })
  await running.clock.advance(200)
  expect((await visit()).status).toBe(403)
})
