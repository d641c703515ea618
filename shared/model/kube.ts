/** The parts of Kubernetes objects that Aviary reads. Field names and meaning are those of the Kubernetes API. */

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

export interface ObjectMeta {
  name: string
  namespace?: string
  generateName?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  managedFields?: unknown[]
}

export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  [field: string]: unknown
}

export interface Condition {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason?: string
  message?: string
  lastTransitionTime?: string
  lastUpdateTime?: string
}

interface ContainerPort {
  name?: string
  containerPort: number
  protocol?: string
}

interface EnvVar {
  name: string
  value?: string
  [field: string]: unknown
}

export interface Container {
  name: string
  image: string
  ports?: ContainerPort[]
  env?: EnvVar[]
  [field: string]: unknown
}

export interface PodSpec {
  containers: Container[]
  initContainers?: Container[]
  serviceAccountName?: string
  nodeName?: string
  terminationGracePeriodSeconds?: number
  [field: string]: unknown
}

export interface PodTemplate {
  metadata?: {
    labels?: Record<string, string>
    annotations?: Record<string, string>
    [field: string]: unknown
  }
  spec: PodSpec
}

export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: { key: string; operator: string; values?: string[] }[]
}

export interface Deployment extends KubeObject {
  spec: {
    replicas?: number
    selector: LabelSelector
    template: PodTemplate
    progressDeadlineSeconds?: number
    paused?: boolean
    [field: string]: unknown
  }
  status?: {
    observedGeneration?: number
    replicas?: number
    updatedReplicas?: number
    readyReplicas?: number
    availableReplicas?: number
    unavailableReplicas?: number
    conditions?: Condition[]
  }
}

export interface ServicePort {
  name?: string
  port: number
  targetPort?: number | string
  protocol?: string
  nodePort?: number
  appProtocol?: string
}

export interface Service extends KubeObject {
  spec: {
    type?: string
    clusterIP?: string
    externalName?: string
    selector?: Record<string, string>
    ports?: ServicePort[]
    [field: string]: unknown
  }
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } }
}

export interface Pod extends KubeObject {
  spec: PodSpec
  status?: {
    phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
    podIP?: string
    hostIP?: string
    reason?: string
    message?: string
    startTime?: string
    conditions?: Condition[]
    containerStatuses?: {
      name: string
      ready: boolean
      restartCount: number
      image: string
      state?: Record<string, { reason?: string; message?: string; startedAt?: string; exitCode?: number }>
      [field: string]: unknown
    }[]
    [field: string]: unknown
  }
}

export interface EndpointSlice extends KubeObject {
  addressType: string
  endpoints: {
    addresses: string[]
    conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean }
    targetRef?: { kind?: string; namespace?: string; name?: string; uid?: string }
    nodeName?: string
  }[]
  ports: { name?: string; port?: number; protocol?: string; appProtocol?: string }[]
}

export interface ConfigMap extends KubeObject {
  data?: Record<string, string>
}

/** One resource of the Kubernetes API: what its URL and its objects say. */
export interface Resource {
  /** '' is the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  /** Lower-case plural, as in the URL. */
  readonly plural: string
  readonly namespaced: boolean
}

const resource = (
  group: string,
  version: string,
  kind: string,
  plural: string,
  namespaced = true,
): Resource => ({
  group,
  version,
  kind,
  plural,
  namespaced,
})

/** The resources that Aviary reads or writes. */
export const resources = {
  namespace: resource('', 'v1', 'Namespace', 'namespaces', false),
  node: resource('', 'v1', 'Node', 'nodes', false),
  pod: resource('', 'v1', 'Pod', 'pods'),
  service: resource('', 'v1', 'Service', 'services'),
  serviceAccount: resource('', 'v1', 'ServiceAccount', 'serviceaccounts'),
  configMap: resource('', 'v1', 'ConfigMap', 'configmaps'),
  secret: resource('', 'v1', 'Secret', 'secrets'),
  event: resource('', 'v1', 'Event', 'events'),
  deployment: resource('apps', 'v1', 'Deployment', 'deployments'),
  replicaSet: resource('apps', 'v1', 'ReplicaSet', 'replicasets'),
  horizontalPodAutoscaler: resource(
    'autoscaling',
    'v2',
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
  ),
  endpointSlice: resource('discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices'),
  lease: resource('coordination.k8s.io', 'v1', 'Lease', 'leases'),
  virtualService: resource('networking.istio.io', 'v1', 'VirtualService', 'virtualservices'),
  destinationRule: resource('networking.istio.io', 'v1', 'DestinationRule', 'destinationrules'),
  gateway: resource('networking.istio.io', 'v1', 'Gateway', 'gateways'),
  httpRoute: resource('gateway.networking.k8s.io', 'v1', 'HTTPRoute', 'httproutes'),
  flaggerCanary: resource('flagger.app', 'v1beta1', 'Canary', 'canaries'),
  customResourceDefinition: resource(
    'apiextensions.k8s.io',
    'v1',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    false,
  ),
} as const satisfies Record<string, Resource>

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(r: Resource): string {
  return r.group === '' ? r.version : `${r.group}/${r.version}`
}

/** The URL path of a collection, or of one object when a name is given. */
export function pathOf(r: Resource, namespace?: string, name?: string, subresource?: string): string {
  const root = r.group === '' ? `/api/${r.version}` : `/apis/${r.group}/${r.version}`
  const scope = r.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`
  return `${root}${scope}/${r.plural}${object}${subresource === undefined ? '' : `/${subresource}`}`
}

/** True when the labels satisfy every `key: value` of the selector. An empty selector matches nothing, as for a Service. */
export function matchesSelector(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const wanted = Object.entries(selector ?? {})
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value)
}
