/** What the API server refuses: names, labels and the parts that a kind cannot do without. Texts are its own. */
import type { KubeObject, LabelSelector } from '#shared/model/kube.ts'
import { invalid, type StatusCause } from './api-error.ts'
import { schemaCauses } from './custom-validation.ts'
import { coreEventCauses, groupEventCauses } from './event-validation.ts'
import { deepEqual, fieldsAt, isFields, listAt, textAt } from './fields.ts'
import type { Kind } from './kinds.ts'
import { metadataCauses } from './metadata-validation.ts'
import { selects } from './selectors.ts'
import { checkVirtualService } from './virtual-service-validation.ts'

type Cause = StatusCause

const cause =
  (reason: string) =>
  (field: string, message: string): Cause => ({ reason, field, message })
const required = (field: string, message = '') =>
  cause('FieldValueRequired')(field, `Required value${message === '' ? '' : `: ${message}`}`)
const wrong = (field: string, value: unknown, message: string) =>
  cause('FieldValueInvalid')(field, `Invalid value: ${JSON.stringify(value) ?? '""'}: ${message}`)
const forbidden = cause('FieldValueForbidden')

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = String.raw`${label}(\.${label})*`
const rules = {
  label: {
    pattern: new RegExp(`^${label}$`),
    length: 63,
    message: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
  },
  subdomain: {
    pattern: new RegExp(`^${subdomain}$`),
    length: 253,
    message: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
  },
  service: {
    pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    length: 63,
    message:
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  },
  path: {
    pattern: /^(?!\.{1,2}$)[^/%]+$/,
    length: 253,
    message: "may not be '.' or '..' or contain '/' or '%'",
  },
} as const

const ruleByKind: Readonly<Record<string, keyof typeof rules>> = {
  '/Namespace': 'label',
  '/Service': 'service',
  'rbac.authorization.k8s.io/Role': 'path',
  'rbac.authorization.k8s.io/RoleBinding': 'path',
  'rbac.authorization.k8s.io/ClusterRole': 'path',
  'rbac.authorization.k8s.io/ClusterRoleBinding': 'path',
}

const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const labelKey = new RegExp(`^(${subdomain}/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$`)

export function validate(kind: Kind, object: KubeObject, before: KubeObject | undefined, version = ''): void {
  const key = `${kind.group}/${kind.kind}`
  const found: Cause[] = []
  const rule = rules[ruleByKind[key] ?? 'subdomain']
  const { name } = object.metadata
  if (before === undefined) {
    if (!name) found.push(required('metadata.name', 'name or generateName is required'))
    else if (!rule.pattern.test(name)) found.push(wrong('metadata.name', name, rule.message))
    else if (name.length > rule.length)
      found.push(wrong('metadata.name', name, `must be no more than ${rule.length} characters`))
  }
  found.push(...labelCauses(object.metadata.labels, 'metadata.labels'))
  found.push(...metadataCauses(object, before), ...(checks[key]?.(object, before) ?? []))
  if (kind.custom) found.push(...schemaCauses(kind.definitions?.[version]?.schema ?? {}, object))
  // Of an Event its group is never told.
  if (found.length > 0)
    throw invalid(kind.kind, key.endsWith('/Event') ? { ...kind, group: '' } : kind, name, found)
  if (key === 'networking.istio.io/VirtualService') checkVirtualService(kind, object)
}

function labelCauses(labels: unknown, field: string): Cause[] {
  if (labels === undefined) return []
  if (!isFields(labels)) return [wrong(field, labels, 'must be a map of strings')]
  return Object.entries(labels).flatMap(([key, value]) => {
    if (!labelKey.test(key))
      return [
        wrong(
          field,
          key,
          "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        ),
      ]
    if (typeof value !== 'string' || !labelValue.test(value) || value.length > 63)
      return [
        wrong(
          field,
          value,
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ),
      ]
    return []
  })
}

type Check = (object: KubeObject, before: KubeObject | undefined) => Cause[]

const checks: Readonly<Record<string, Check>> = {
  '/Pod': (pod, before) => [...podCauses(fieldsAt(pod, 'spec'), 'spec'), ...podChange(pod, before)],
  '/Service': serviceCauses,
  '/ConfigMap': configMapCauses,
  '/Secret': (secret, before) =>
    before === undefined || before.type === secret.type
      ? []
      : [wrong('type', secret.type, 'field is immutable')],
  'apps/Deployment': workloadCauses,
  'apps/ReplicaSet': workloadCauses,
  'apps/DaemonSet': workloadCauses,
  'apps/StatefulSet': workloadCauses,
  '/Event': coreEventCauses,
  'events.k8s.io/Event': groupEventCauses,
  'autoscaling/HorizontalPodAutoscaler': autoscalerCauses,
  'discovery.k8s.io/EndpointSlice': sliceCauses,
  'apiextensions.k8s.io/CustomResourceDefinition': definitionCauses,
}

function workloadCauses(object: KubeObject, before: KubeObject | undefined): Cause[] {
  const spec = fieldsAt(object, 'spec')
  const found: Cause[] = []
  const { replicas, selector } = spec
  if (replicas !== undefined && (!Number.isInteger(replicas) || Number(replicas) < 0))
    found.push(wrong('spec.replicas', replicas, 'must be greater than or equal to 0'))
  if (!isFields(selector)) found.push(required('spec.selector'))
  else if (
    listAt(selector, 'matchExpressions').length === 0 &&
    Object.keys(fieldsAt(selector, 'matchLabels')).length === 0
  )
    found.push(wrong('spec.selector', selector, `empty selector is invalid for ${object.kind.toLowerCase()}`))
  else if (!selects(selector as LabelSelector, labelsOf(spec)))
    found.push(
      wrong('spec.template.metadata.labels', labelsOf(spec), '`selector` does not match template `labels`'),
    )
  if (before !== undefined && !deepEqual(fieldsAt(before, 'spec', 'selector'), selector))
    found.push(wrong('spec.selector', selector, 'field is immutable'))
  found.push(...labelCauses(fieldsAt(spec, 'template', 'metadata').labels, 'spec.template.labels'))
  found.push(
    ...oneOf('spec.template.spec.restartPolicy', fieldsAt(spec, 'template', 'spec').restartPolicy, [
      'Always',
    ]),
  )
  const { maxSurge, maxUnavailable } = fieldsAt(spec, 'strategy', 'rollingUpdate')
  const isNone = (size: unknown) => size === 0 || size === '0%'
  if (isNone(maxSurge) && isNone(maxUnavailable))
    found.push(
      wrong(
        'spec.strategy.rollingUpdate.maxUnavailable',
        maxUnavailable,
        'may not be 0 when `maxSurge` is 0',
      ),
    )
  return [...found, ...podCauses(fieldsAt(spec, 'template', 'spec'), 'spec.template.spec')]
}

const labelsOf = (spec: unknown) => fieldsAt(spec, 'template', 'metadata', 'labels') as Record<string, string>

function podCauses(spec: Readonly<Record<string, unknown>>, path: string): Cause[] {
  const containers = listAt(spec, 'containers')
  if (containers.length === 0) return [required(`${path}.containers`)]
  const volumes = listAt(spec, 'volumes').map((volume) => textAt(volume, 'name'))
  const seen = new Set<string>()
  return containers.flatMap((one, index) => {
    const at = `${path}.containers[${index}]`
    const name = textAt(one, 'name')
    const found: Cause[] = []
    if (name === '') found.push(required(`${at}.name`))
    else if (!rules.label.pattern.test(name)) found.push(wrong(`${at}.name`, name, rules.label.message))
    if (name !== '' && seen.has(name))
      found.push(cause('FieldValueDuplicate')(`${at}.name`, `Duplicate value: "${name}"`))
    seen.add(name)
    if (textAt(one, 'image') === '') found.push(required(`${at}.image`))
    const pull = ['Always', 'IfNotPresent', 'Never']
    found.push(...oneOf(`${at}.imagePullPolicy`, fieldsAt(one).imagePullPolicy, pull))
    for (const [place, mount] of listAt(one, 'volumeMounts').entries())
      if (!volumes.includes(textAt(mount, 'name')))
        found.push(
          cause('FieldValueNotFound')(
            `${at}.volumeMounts[${place}].name`,
            `Not found: ${JSON.stringify(textAt(mount, 'name'))}`,
          ),
        )
    for (const [port, value] of listAt(one, 'ports').entries())
      found.push(...portCauses(fieldsAt(value).containerPort, `${at}.ports[${port}].containerPort`))
    return found
  })
}

function oneOf(field: string, value: unknown, supported: readonly string[]): Cause[] {
  if (value === undefined || supported.includes(String(value))) return []
  const list = supported.map((one) => JSON.stringify(one)).join(', ')
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`
  return [cause('FieldValueNotSupported')(field, message)]
}

const portCauses = (port: unknown, field: string): Cause[] => {
  if (port === undefined) return [required(field)]
  const valid = Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65_535
  return valid ? [] : [wrong(field, port, 'must be between 1 and 65535, inclusive')]
}

/** Of a pod's spec, only these may change; the rest is settled when it is created. */
const changeable = [
  'activeDeadlineSeconds',
  'terminationGracePeriodSeconds',
  'tolerations',
  'schedulingGates',
]

function podChange(pod: KubeObject, before: KubeObject | undefined): Cause[] {
  if (before === undefined) return []
  const settled = (object: KubeObject) => {
    const spec: Record<string, unknown> = { ...fieldsAt(object, 'spec') }
    for (const field of changeable) delete spec[field]
    // Binding: the scheduler sets the node once.
    if (fieldsAt(before, 'spec').nodeName === undefined) delete spec.nodeName
    for (const list of ['containers', 'initContainers'])
      spec[list] = listAt(spec, list).map((one) => ({ ...fieldsAt(one), image: '' }))
    return spec
  }
  if (deepEqual(settled(pod), settled(before))) return []
  return [
    forbidden(
      'spec',
      'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ),
  ]
}

function configMapCauses(object: KubeObject, before: KubeObject | undefined): Cause[] {
  const broken = ['data', 'binaryData'].flatMap((part) =>
    Object.keys(fieldsAt(object, part))
      .filter((key) => !/^[-._a-zA-Z0-9]+$/.test(key))
      .map((key) => wrong(`${part}[${key}]`, key, configKey)),
  )
  if (before?.immutable !== true) return broken
  const changed = ['data', 'binaryData'].filter((part) => !deepEqual(object[part], before[part]))
  const forced = 'Forbidden: field is immutable when `immutable` is set'
  return [
    ...broken,
    ...(object.immutable === true ? [] : [forbidden('immutable', forced)]),
    ...changed.map((part) => forbidden(part, forced)),
  ]
}
const configKey =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

function serviceCauses(service: KubeObject, before: KubeObject | undefined): Cause[] {
  const spec = fieldsAt(service, 'spec')
  const ports = listAt(spec, 'ports')
  const found: Cause[] = []
  if (ports.length === 0 && spec.type !== 'ExternalName' && spec.clusterIP !== 'None')
    found.push(required('spec.ports'))
  found.push(...oneOf('spec.type', spec.type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']))
  const names = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const at = `spec.ports[${index}]`
    const name = textAt(port, 'name')
    found.push(...portCauses(fieldsAt(port).port, `${at}.port`))
    found.push(...oneOf(`${at}.protocol`, fieldsAt(port).protocol, ['SCTP', 'TCP', 'UDP']))
    if (ports.length > 1 && name === '') found.push(required(`${at}.name`))
    if (name !== '' && names.has(name))
      found.push(cause('FieldValueDuplicate')(`${at}.name`, `Duplicate value: "${name}"`))
    names.add(name)
  }
  const previous = before === undefined ? undefined : fieldsAt(before, 'spec').clusterIP
  if (previous !== undefined && spec.type !== 'ExternalName' && spec.clusterIP !== previous)
    found.push(wrong('spec.clusterIPs[0]', spec.clusterIP, 'may not change once set'))
  return found
}

function autoscalerCauses(object: KubeObject): Cause[] {
  const { maxReplicas, minReplicas } = fieldsAt(object, 'spec')
  if (!Number.isInteger(maxReplicas) || Number(maxReplicas) < 1)
    return [wrong('spec.maxReplicas', maxReplicas ?? 0, 'must be greater than 0')]
  if (Number(minReplicas ?? 1) > Number(maxReplicas))
    return [wrong('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')]
  return []
}

/** The real server refuses loopback addresses here. */
function sliceCauses(slice: KubeObject): Cause[] {
  return listAt(slice, 'endpoints').flatMap((endpoint, index) =>
    listAt(endpoint, 'addresses').flatMap((address, place) =>
      String(address).startsWith('127.')
        ? [
            wrong(
              `endpoints[${index}].addresses[${place}]`,
              address,
              'may not be in the loopback range (127.0.0.0/8, ::1/128)',
            ),
          ]
        : [],
    ),
  )
}

function definitionCauses(definition: KubeObject): Cause[] {
  const spec = fieldsAt(definition, 'spec')
  const found: Cause[] = []
  const wanted = `${textAt(spec, 'names', 'plural')}.${textAt(spec, 'group')}`
  if (definition.metadata.name !== wanted)
    found.push(wrong('metadata.name', definition.metadata.name, `must be spec.names.plural+"."+spec.group`))
  if (listAt(spec, 'versions').length === 0) found.push(required('spec.versions'))
  if (textAt(spec, 'names', 'kind') === '') found.push(required('spec.names.kind'))
  return found
}
