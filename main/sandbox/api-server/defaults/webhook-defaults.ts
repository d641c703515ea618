/** What the webhooks of a configuration are given where they say nothing. */

import type { Fields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { or, withItems, withPart } from './given-or.ts'

export const withWebhooks = (object: KubeObject): KubeObject =>
  withItems(object as Fields, 'webhooks', webhook) as KubeObject

export const withMutatingWebhooks = (object: KubeObject): KubeObject =>
  withItems(object as Fields, 'webhooks', (one) =>
    or(webhook(one), { reinvocationPolicy: 'Never' }),
  ) as KubeObject

function webhook(given: Fields): Fields {
  const filled = or(given, {
    ...{ failurePolicy: 'Fail', matchPolicy: 'Equivalent', timeoutSeconds: 10 },
    ...{ namespaceSelector: {}, objectSelector: {} },
  })
  const ruled = withItems(filled, 'rules', (rule) => or(rule, { scope: '*' }))
  return withPart(ruled, 'clientConfig', (client) =>
    withPart(client, 'service', (service) => or(service, { port: 443 })),
  )
}
