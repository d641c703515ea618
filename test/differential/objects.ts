/** Paths and small objects that the cases are made of. */
type Fields = Readonly<Record<string, unknown>>

export const inNamespace = (groupVersion: string, plural: string, name?: string) =>
  `${groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`}/namespaces/{ns}/${plural}${name === undefined ? '' : `/${name}`}`

export const configMaps = inNamespace('v1', 'configmaps')
export const pods = inNamespace('v1', 'pods')
export const services = inNamespace('v1', 'services')
export const secrets = inNamespace('v1', 'secrets')
export const deployments = inNamespace('apps/v1', 'deployments')
export const replicaSets = inNamespace('apps/v1', 'replicasets')
export const autoscalers = inNamespace('autoscaling/v2', 'horizontalpodautoscalers')
export const jobs = inNamespace('batch/v1', 'jobs')
export const cronJobs = inNamespace('batch/v1', 'cronjobs')
export const statefulSets = inNamespace('apps/v1', 'statefulsets')
export const daemonSets = inNamespace('apps/v1', 'daemonsets')
export const budgets = inNamespace('policy/v1', 'poddisruptionbudgets')
export const ingresses = inNamespace('networking.k8s.io/v1', 'ingresses')
export const slices = inNamespace('discovery.k8s.io/v1', 'endpointslices')
export const virtualServices = inNamespace('networking.istio.io/v1', 'virtualservices')
export const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

export const configMap = (name: string, data: Fields = { a: '1' }, metadata: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
})

export const container = (name: string, rest: Fields = {}) => ({ name, image: `${name}:1`, ...rest })

export const pod = (name: string, spec: Fields = {}, metadata: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { containers: [container('web')], ...spec },
})

export const service = (name: string, spec: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
})

export const workload = (kind: string, name: string, spec: Fields = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [container('web')] } },
    ...spec,
  },
})
export const deployment = (name: string, spec: Fields = {}) => workload('Deployment', name, spec)

export const template = (name: string, spec: Fields) => ({
  template: { metadata: { labels: { app: name } }, spec },
})

export const autoscaler = (name: string, spec: Fields = {}) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name },
  spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, ...spec },
})

export const virtualService = (name: string, spec: Fields = {}) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name },
  spec: { hosts: [name], http: [{ route: [{ destination: { host: name } }] }], ...spec },
})

/** A definition with a schema that has a bit of everything. */
export const definition = (plural: string, kind: string, version: Fields = {}, spec: Fields = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.birds.example` },
  spec: {
    group: 'birds.example',
    scope: 'Namespaced',
    names: { plural, kind, singular: kind.toLowerCase() },
    versions: [
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: nestSchema }, ...version },
    ],
    ...spec,
  },
})

export const nestSchema = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['eggs'],
      properties: {
        eggs: { type: 'integer', minimum: 0, maximum: 9 },
        tree: { type: 'string', enum: ['oak', 'pine'], default: 'oak' },
        note: { type: 'string', maxLength: 5, pattern: '^[a-z]*$' },
        open: { type: 'boolean' },
        anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 3, 'x-kubernetes-list-type': 'set' },
        twigs: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' }, length: { type: 'integer' } },
          },
        },
        straws: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        port: { 'x-kubernetes-int-or-string': true },
      },
    },
    status: { type: 'object', properties: { hatched: { type: 'integer' } } },
  },
}

export const custom = (kind: string, name: string, spec: Fields = { eggs: 2 }) => ({
  apiVersion: 'birds.example/v1',
  kind,
  metadata: { name },
  spec,
})
