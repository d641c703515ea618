/** Tokens of ServiceAccounts, as `kubectl create token` asks for them. */
import { type Case, differential, get, post } from '../case.ts'
import { inNamespace } from '../objects.ts'

const accounts = inNamespace('v1', 'serviceaccounts')
const account = post(
  accounts,
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'builder' } },
  { prepares: true },
)
const token = (spec: object, rest: Parameters<typeof post>[2] = {}) =>
  post(
    `${accounts}/builder/token`,
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec },
    rest,
  )

export const accountTokens: readonly Case[] = [
  differential('of an account', account, token({})),
  differential(
    'for others and for a while',
    account,
    token({ audiences: ['vault'], expirationSeconds: 700 }),
  ),
  differential('of nobody', token({}, { status: 404 })),
  differential('for too short', account, token({ expirationSeconds: 60 }, { status: 422 })),
  differential('for too long', account, token({ expirationSeconds: 99_999_999_999 }, { status: 422 })),
  differential(
    'bound to a pod that is not there',
    account,
    token({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'none' } }, { status: 404 }),
  ),
  differential('are only made', account, get(`${accounts}/builder/token`, { status: 405 })),
]
