/** The kinds that the API server has of its own, as data. Several versions of one kind share their objects. */

type Subresource =
  | 'status'
  | 'scale'
  | 'log'
  | 'portforward'
  | 'proxy'
  | 'exec'
  | 'attach'
  | 'binding'
  | 'eviction'
  | 'token'

export interface Kind {
  readonly group: string
  /** Served versions, the preferred one first. */
  readonly versions: readonly string[]
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly subresources: readonly Subresource[]
  /** The key of the kind whose objects these are, under other names of their fields. */
  readonly objectsOf?: string
  /** A custom resource: no strategic merge patch, as on a real server. */
  readonly custom: boolean
  /** Of custom resources: what their CustomResourceDefinition says about each version. */
  readonly definitions?: Readonly<Record<string, VersionDefinition>>
  /** Annotations of its CustomResourceDefinition. */
  readonly annotations?: Readonly<Record<string, string>>
}

export interface PrinterColumn {
  readonly name: string
  readonly type: string
  readonly jsonPath: string
  readonly description?: string
  readonly format?: string
  readonly priority?: number
}

/** Fields on the way from the object; `.spec.replicas` is `['spec', 'replicas']`. */
export interface ScalePaths {
  readonly specReplicas: readonly string[]
  readonly statusReplicas: readonly string[]
  readonly labelSelector?: readonly string[]
}

export interface VersionDefinition {
  readonly columns: readonly PrinterColumn[]
  /** Where a Scale of it has its fields. */
  readonly scale?: ScalePaths
  /** openAPIV3Schema */
  readonly schema: Readonly<Record<string, unknown>>
}

type Rest = Partial<Omit<Kind, 'group' | 'versions' | 'kind' | 'plural'>>

/** A kind of which only what is unusual needs saying. */
export const kind = (
  group: string,
  versions: string,
  name: string,
  plural: string,
  rest: Rest = {},
): Kind => ({
  group,
  versions: versions.split(' '),
  kind: name,
  plural,
  singular: name.toLowerCase(),
  namespaced: true,
  shortNames: [],
  categories: [],
  subresources: [],
  custom: false,
  ...rest,
})

const all = { categories: ['all'] }
const status = { subresources: ['status'] as const }
const cluster = { namespaced: false }
export const builtInKinds: readonly Kind[] = [
  kind('', 'v1', 'Namespace', 'namespaces', { ...cluster, ...status, shortNames: ['ns'] }),
  kind('', 'v1', 'Node', 'nodes', { ...cluster, ...status, shortNames: ['no'] }),
  kind('', 'v1', 'Pod', 'pods', {
    ...all,
    shortNames: ['po'],
    subresources: ['status', 'attach', 'binding', 'eviction', 'exec', 'log', 'portforward', 'proxy'],
  }),
  kind('', 'v1', 'Service', 'services', { ...all, shortNames: ['svc'], subresources: ['status', 'proxy'] }),
  kind('', 'v1', 'Endpoints', 'endpoints', { shortNames: ['ep'], singular: 'endpoints' }),
  kind('', 'v1', 'ConfigMap', 'configmaps', { shortNames: ['cm'] }),
  kind('', 'v1', 'Secret', 'secrets'),
  kind('', 'v1', 'ServiceAccount', 'serviceaccounts', { shortNames: ['sa'], subresources: ['token'] }),
  kind('', 'v1', 'Event', 'events', { shortNames: ['ev'] }),
  kind('events.k8s.io', 'v1', 'Event', 'events', { shortNames: ['ev'], objectsOf: '/events' }),
  kind('', 'v1', 'LimitRange', 'limitranges', { shortNames: ['limits'] }),
  kind('', 'v1', 'ResourceQuota', 'resourcequotas', { ...status, shortNames: ['quota'] }),
  kind('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', { ...status, shortNames: ['pvc'] }),
  kind('', 'v1', 'PersistentVolume', 'persistentvolumes', { ...cluster, ...status, shortNames: ['pv'] }),
  kind('apps', 'v1', 'Deployment', 'deployments', {
    ...all,
    shortNames: ['deploy'],
    subresources: ['status', 'scale'],
  }),
  kind('apps', 'v1', 'ReplicaSet', 'replicasets', {
    ...all,
    shortNames: ['rs'],
    subresources: ['status', 'scale'],
  }),
  kind('apps', 'v1', 'DaemonSet', 'daemonsets', { ...all, ...status, shortNames: ['ds'] }),
  kind('apps', 'v1', 'StatefulSet', 'statefulsets', {
    ...all,
    shortNames: ['sts'],
    subresources: ['status', 'scale'],
  }),
  kind('apps', 'v1', 'ControllerRevision', 'controllerrevisions'),
  kind('batch', 'v1', 'Job', 'jobs', { ...all, ...status }),
  kind('batch', 'v1', 'CronJob', 'cronjobs', { ...all, ...status, shortNames: ['cj'] }),
  kind('autoscaling', 'v2 v1', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', {
    ...all,
    ...status,
    shortNames: ['hpa'],
  }),
  kind('discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices'),
  kind('coordination.k8s.io', 'v1', 'Lease', 'leases'),
  kind('policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets', { ...status, shortNames: ['pdb'] }),
  kind('rbac.authorization.k8s.io', 'v1', 'Role', 'roles'),
  kind('rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings'),
  kind('rbac.authorization.k8s.io', 'v1', 'ClusterRole', 'clusterroles', cluster),
  kind('rbac.authorization.k8s.io', 'v1', 'ClusterRoleBinding', 'clusterrolebindings', cluster),
  kind('networking.k8s.io', 'v1', 'Ingress', 'ingresses', { ...status, shortNames: ['ing'] }),
  kind('networking.k8s.io', 'v1', 'IngressClass', 'ingressclasses', cluster),
  kind('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies', { shortNames: ['netpol'] }),
  kind('storage.k8s.io', 'v1', 'StorageClass', 'storageclasses', { ...cluster, shortNames: ['sc'] }),
  kind('scheduling.k8s.io', 'v1', 'PriorityClass', 'priorityclasses', { ...cluster, shortNames: ['pc'] }),
  kind(
    'admissionregistration.k8s.io',
    'v1',
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    { ...cluster, categories: ['api-extensions'] },
  ),
  kind(
    'admissionregistration.k8s.io',
    'v1',
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    { ...cluster, categories: ['api-extensions'] },
  ),
  kind('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', {
    ...cluster,
    ...status,
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
  }),
]

/** What is asked and answered at once and never stored. */
export const reviewKinds: readonly Kind[] = [
  kind('authorization.k8s.io', 'v1', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', cluster),
  kind('authorization.k8s.io', 'v1', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews', cluster),
  kind('authentication.k8s.io', 'v1', 'SelfSubjectReview', 'selfsubjectreviews', cluster),
]

export const metricsGroup = 'metrics.k8s.io'

/** What metrics-server answers: served where there are figures, and never stored. */
export const metricsKinds: readonly Kind[] = [
  kind(metricsGroup, 'v1beta1', 'NodeMetrics', 'nodes', { ...cluster, singular: '' }),
  kind(metricsGroup, 'v1beta1', 'PodMetrics', 'pods', { singular: '' }),
]

export const groupVersionOf = (group: string, version: string) =>
  group === '' ? version : `${group}/${version}`

/** Under which its objects are stored. */
export const kindKey = (one: Pick<Kind, 'group' | 'plural' | 'objectsOf'>) =>
  one.objectsOf ?? `${one.group}/${one.plural}`
