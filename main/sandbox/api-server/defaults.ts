/** What the API server fills in where a built-in object says nothing, and what it starts an object's status with. */
import type { KubeObject } from '#shared/model/kube.ts'
import { type Fields, fieldsAt, isFields, listAt, textAt } from './fields.ts'
import type { Kind } from './kinds.ts'

/** `given` wins over `defaults`. */
const or = (given: Fields, defaults: Fields): Fields => ({ ...defaults, ...given })

export function withDefaults(kind: Kind, object: KubeObject): KubeObject {
  if (kind.custom) return object
  const spec = fieldsAt(object, 'spec')
  const withSpec = (next: Fields): KubeObject => ({ ...object, spec: next })
  switch (`${kind.group}/${kind.kind}`) {
    case 'apps/Deployment':
      return withSpec(deploymentSpec(spec))
    case 'apps/ReplicaSet':
      return withSpec(or(withTemplate(spec), { replicas: 1 }))
    case 'apps/StatefulSet':
      return withSpec(
        or(withTemplate(spec), {
          replicas: 1,
          revisionHistoryLimit: 10,
          podManagementPolicy: 'OrderedReady',
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        }),
      )
    case 'apps/DaemonSet':
      return withSpec(
        or(withTemplate(spec), {
          revisionHistoryLimit: 10,
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        }),
      )
    case 'batch/Job':
      return withSpec(jobSpec(spec))
    case '/Pod':
      return withSpec(podObjectSpec(spec))
    case '/Service':
      return withSpec(serviceSpec(spec))
    case '/Namespace':
      return namespace(object)
    case '/Secret':
      return secret(object)
    case 'autoscaling/HorizontalPodAutoscaler':
      return withSpec(or(spec, { minReplicas: 1 }))
    case 'discovery.k8s.io/EndpointSlice':
      return {
        ...object,
        endpoints: object.endpoints ?? [],
        ports: listAt(object, 'ports').map((port) => or(port as Fields, { name: '', protocol: 'TCP' })),
      }
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      return withSpec(definitionSpec(spec))
    default:
      return object
  }
}

function deploymentSpec(spec: Fields): Fields {
  const strategy = or(fieldsAt(spec, 'strategy'), { type: 'RollingUpdate' })
  if (strategy.type === 'RollingUpdate')
    strategy.rollingUpdate = or(fieldsAt(strategy, 'rollingUpdate'), {
      maxSurge: '25%',
      maxUnavailable: '25%',
    })
  return {
    ...or(withTemplate(spec), { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
    strategy,
  }
}

/** One that says how many may work at once, but not how many successes it wants, is done with the first. */
const jobSpec = (spec: Fields): Fields =>
  or(withTemplate(spec), {
    backoffLimit: 6,
    ...(spec.parallelism === undefined && spec.completions === undefined ? { completions: 1 } : {}),
    parallelism: 1,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
  })

function withTemplate(spec: Fields): Fields {
  if (!isFields(spec.template)) return spec
  return { ...spec, template: { ...spec.template, spec: podSpec(fieldsAt(spec.template, 'spec')) } }
}

const containerLists = ['containers', 'initContainers'] as const

function podSpec(spec: Fields): Fields {
  const result = or(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  })
  // The old name of the same field is kept in step, for old clients.
  const account = spec.serviceAccountName ?? spec.serviceAccount
  if (account !== undefined) Object.assign(result, { serviceAccountName: account, serviceAccount: account })
  for (const list of containerLists)
    if (Array.isArray(spec[list]))
      result[list] = spec[list].map((one) => (isFields(one) ? container(one) : one))
  if (Array.isArray(spec.volumes))
    result.volumes = spec.volumes.map((one) => (isFields(one) ? volume(one) : one))
  return result
}

/** A pod has more than a template. */
const podObjectSpec = (spec: Fields): Fields => podSpec(or(spec, { enableServiceLinks: true }))

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const

function container(one: Fields): Fields {
  const result = or(one, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest(textAt(one, 'image')) ? 'Always' : 'IfNotPresent',
    resources: {},
  })
  if (Array.isArray(one.ports))
    result.ports = one.ports.map((port) => (isFields(port) ? or(port, { protocol: 'TCP' }) : port))
  for (const name of probes) if (isFields(one[name])) result[name] = probe(one[name])
  if (Array.isArray(one.env))
    result.env = one.env.map((variable) => (isFields(variable) ? env(variable) : variable))
  return result
}

function isLatest(image: string): boolean {
  const [, tag] = /:([^:/@]+)$/.exec(image) ?? []
  return tag === 'latest' || (tag === undefined && !image.includes('@'))
}

function probe(one: Fields): Fields {
  const result = or(one, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 })
  if (isFields(one.httpGet)) result.httpGet = or(one.httpGet, { path: '/', scheme: 'HTTP' })
  return result
}

function env(variable: Fields): Fields {
  const reference = fieldsAt(variable, 'valueFrom', 'fieldRef')
  if (reference.fieldPath === undefined) return variable
  return {
    ...variable,
    valueFrom: { ...fieldsAt(variable, 'valueFrom'), fieldRef: or(reference, { apiVersion: 'v1' }) },
  }
}

function volume(one: Fields): Fields {
  const result = { ...one }
  for (const source of ['configMap', 'secret', 'projected', 'downwardAPI'])
    if (isFields(one[source])) result[source] = or(one[source], { defaultMode: 420 })
  return result
}

function serviceSpec(spec: Fields): Fields {
  const result = or(spec, { type: 'ClusterIP', sessionAffinity: 'None' })
  if (Array.isArray(spec.ports))
    result.ports = spec.ports.map((port) =>
      isFields(port) ? or(port, { protocol: 'TCP', targetPort: port.port }) : port,
    )
  if (result.type === 'ExternalName') return result
  return or(result, {
    internalTrafficPolicy: 'Cluster',
    ...(result.type === 'ClusterIP' ? {} : { externalTrafficPolicy: 'Cluster' }),
    ...(result.type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
  })
}

function namespace(object: KubeObject): KubeObject {
  const { name, labels } = object.metadata
  return {
    ...object,
    metadata: { ...object.metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } },
  }
}

/** `stringData` is for writing only. */
function secret(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object
  const encoded = Object.entries(isFields(stringData) ? stringData : {}).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ])
  const data = { ...fieldsAt(object, 'data'), ...Object.fromEntries(encoded) }
  return { ...rest, ...(Object.keys(data).length === 0 ? {} : { data }), type: object.type ?? 'Opaque' }
}

function definitionSpec(spec: Fields): Fields {
  const names = fieldsAt(spec, 'names')
  const kind = textAt(names, 'kind')
  return {
    ...or(spec, { conversion: { strategy: 'None' } }),
    names: or(names, { listKind: `${kind}List`, singular: kind.toLowerCase() }),
  }
}

/** The status that an object starts with; whatever the client sent as its status is dropped, except for Nodes. */
export function initialStatus(kind: Kind, object: KubeObject): unknown {
  switch (`${kind.group}/${kind.kind}`) {
    case '/Node':
      return object.status
    case '/Pod':
      return { phase: 'Pending', qosClass: qosClassOf(fieldsAt(object, 'spec')) }
    case '/Namespace':
      return { phase: 'Active' }
    case '/Service':
      return { loadBalancer: {} }
    case 'apps/Deployment':
    case 'policy/PodDisruptionBudget':
    case 'batch/Job':
      return {}
    case 'apps/ReplicaSet':
    case 'apps/StatefulSet':
      return { replicas: 0 }
    case 'apps/DaemonSet':
      return { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 }
    case 'autoscaling/HorizontalPodAutoscaler':
      return { desiredReplicas: 0 }
    default:
      return undefined
  }
}

function qosClassOf(spec: Fields): string {
  const all = containerLists.flatMap((list) => listAt(spec, list)).map((one) => fieldsAt(one, 'resources'))
  const kinds = all.map(({ limits = {}, requests = {} }) => {
    const given = { ...(limits as Fields), ...(requests as Fields) }
    if (Object.keys(given).length === 0) return 'BestEffort'
    const full = ['cpu', 'memory'].every((name) => {
      const limit = fieldsAt({ limits }, 'limits')[name]
      return limit !== undefined && (fieldsAt({ requests }, 'requests')[name] ?? limit) === limit
    })
    return full ? 'Guaranteed' : 'Burstable'
  })
  const [first = 'BestEffort'] = kinds
  return kinds.every((one) => one === first) ? first : 'Burstable'
}
