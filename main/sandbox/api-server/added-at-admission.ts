/** What the server adds to a new object after its defaults: nobody owns it. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject, ObjectMeta } from '#shared/model/kube.ts'
import { withLabelsOfTemplate } from './defaults/job-defaults.ts'
import { fieldsAt, listAt, textAt } from './fields.ts'
import { type Kind, kindKey } from './kinds.ts'

/** A node is not for pods before it was seen to be ready; the node controller takes this off again. */
export function withTaint(kind: Kind, object: KubeObject): KubeObject {
  if (kindKey(kind) !== '/nodes') return object
  const spec = fieldsAt(object, 'spec')
  const taints = listAt(spec, 'taints')
  const key = 'node.kubernetes.io/not-ready'
  if (taints.some((taint) => textAt(taint, 'key') === key)) return object
  return { ...object, spec: { ...spec, taints: [...taints, { key, effect: 'NoSchedule' }] } }
}

export function withAdmission(kind: Kind, object: KubeObject): KubeObject {
  const spec = fieldsAt(object, 'spec')
  const withSpec = (next: Fields): KubeObject => ({ ...object, spec: next })
  switch (kind.custom ? '' : kindKey(kind)) {
    case '/pods':
      return withSpec(podSpec(spec))
    case '/services':
      return spec.type === 'ExternalName' ? object : withSpec({ ...families(spec), ...spec })
    case '/namespaces':
      return withSpec({ finalizers: ['kubernetes'], ...spec })
    case 'discovery.k8s.io/endpointslices':
      return { ...object, endpoints: listOrNull(object.endpoints), ports: listOrNull(object.ports) }
    case 'batch/jobs':
      return spec.manualSelector === true
        ? object
        : withLabelsOfTemplate(withSpec(jobSpec(spec, object.metadata)))
    default:
      return object
  }
}

/** Storage does not tell a list of nothing from none. */
const listOrNull = (list: unknown) => (Array.isArray(list) && list.length > 0 ? list : null)

/** Who names the addresses behind a headless Service himself may name any. */
const families = ({ clusterIP, selector }: Fields): Fields =>
  clusterIP === 'None' && !isFields(selector)
    ? { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' }
    : { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }

/** The pods of a Job are told from all others by its uid; two of the labels have old names beside the new ones. */
function jobSpec(spec: Fields, { uid = '', name }: ObjectMeta): Fields {
  const template = fieldsAt(spec, 'template')
  const prefix = 'batch.kubernetes.io'
  const labels = {
    ...fieldsAt(template, 'metadata', 'labels'),
    [`${prefix}/controller-uid`]: uid,
    [`${prefix}/job-name`]: name,
    'controller-uid': uid,
    'job-name': name,
  }
  return {
    ...spec,
    selector: {
      ...fieldsAt(spec, 'selector'),
      matchLabels: { ...fieldsAt(spec, 'selector', 'matchLabels'), [`${prefix}/controller-uid`]: uid },
    },
    template: { ...template, metadata: { ...fieldsAt(template, 'metadata'), labels } },
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
