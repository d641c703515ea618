/** What the server adds to a new object after its defaults: nobody owns it. */
import type { KubeObject } from '#shared/model/kube.ts'
import { type Fields, fieldsAt, listAt, textAt } from './fields.ts'
import { type Kind, kindKey } from './kinds.ts'

export function withAdmission(kind: Kind, object: KubeObject): KubeObject {
  const spec = fieldsAt(object, 'spec')
  const withSpec = (next: Fields): KubeObject => ({ ...object, spec: next })
  switch (kind.custom ? '' : kindKey(kind)) {
    case '/pods':
      return withSpec(podSpec(spec))
    case '/services':
      return spec.type === 'ExternalName'
        ? object
        : withSpec({ ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', ...spec })
    case '/namespaces':
      return withSpec({ finalizers: ['kubernetes'], ...spec })
    default:
      return object
  }
}

function podSpec(spec: Fields): Fields {
  const account = textAt(spec, 'serviceAccountName') || 'default'
  return {
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
    ...spec,
    serviceAccountName: account,
    serviceAccount: account,
    tolerations: withEviction(listAt(spec, 'tolerations')),
  }
}

const unhealthy = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

/** A pod stays for five minutes on a node that is lost, unless it says otherwise. */
function withEviction(tolerations: readonly unknown[]): unknown[] {
  const isTolerated = (key: string) =>
    tolerations.some((one) => {
      const { key: given, effect, operator } = fieldsAt(one)
      const all = given === undefined && operator === 'Exists'
      return (all || given === key) && (effect === undefined || effect === 'NoExecute')
    })
  const added = unhealthy
    .filter((key) => !isTolerated(key))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))
  return [...tolerations, ...added]
}
