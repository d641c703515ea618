/** What a container is given where it says nothing. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { textAt } from '../fields.ts'
import { or, withItems, withPart } from './given-or.ts'
import { canonicalQuantities, canonicalQuantity } from './quantities.ts'

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe']
const handlers = ['postStart', 'preStop']

export function withContainerDefaults(one: Fields): Fields {
  let result = or(one, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest(textAt(one, 'image')) ? 'Always' : 'IfNotPresent',
    resources: {},
  })
  result = withItems(result, 'ports', (port) => or(port, { protocol: 'TCP' }))
  result = withItems(result, 'env', env)
  result = withPart(result, 'resources', canonicalResources)
  result = withPart(result, 'lifecycle', (lifecycle) =>
    handlers.reduce(
      (all, name) => withPart(all, name, (handler) => withPart(handler, 'httpGet', httpGet)),
      lifecycle,
    ),
  )
  return probes.reduce((all, name) => withPart(all, name, probe), result)
}

function isLatest(image: string): boolean {
  const [, tag] = /:([^:/@]+)$/.exec(image) ?? []
  return tag === 'latest' || (tag === undefined && !image.includes('@'))
}

export function canonicalResources(resources: Fields): Fields {
  const kept = { ...resources }
  for (const field of ['limits', 'requests'])
    if (isFields(resources[field])) kept[field] = canonicalQuantities(resources[field])
  return kept
}

const httpGet = (action: Fields): Fields => or(action, { path: '/', scheme: 'HTTP' })

function probe(one: Fields): Fields {
  const result = or(one, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 })
  return withPart(withPart(result, 'httpGet', httpGet), 'grpc', (grpc) => or(grpc, { service: '' }))
}

function env(variable: Fields): Fields {
  return withPart(variable, 'valueFrom', (source) =>
    withPart(withPart(source, 'fieldRef', withFieldVersion), 'resourceFieldRef', withDivisor),
  )
}

export const withFieldVersion = (reference: Fields): Fields => or(reference, { apiVersion: 'v1' })
export const withDivisor = (reference: Fields): Fields => ({
  ...reference,
  divisor: canonicalQuantity(reference.divisor ?? '0'),
})
