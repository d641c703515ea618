/** Which Services of a cluster may be a Prometheus, likeliest first. What answers is found out by asking. */
import type { Service, ServicePort } from '#shared/model/kube.ts'

export interface Candidate {
  readonly service: Service
  readonly namespace: string
  readonly name: string
  readonly port: ServicePort
  readonly scheme: 'http' | 'https'
}

/** Where Prometheus usually is; asked one by one when the user may not list all namespaces. */
export const usualNamespaces = [
  'istio-system',
  'monitoring',
  'prometheus',
  'observability',
  'kube-prometheus-stack',
  'openshift-monitoring',
]

/** Parts of a monitoring stack that are called after Prometheus but are none. */
const others =
  /alertmanager|exporter|pushgateway|operator$|adapter|kube-state|blackbox|grafana|sidecar|discovery|webhook/
const kinds = /prometheus|thanos-query|vmsingle|vmselect|victoria-metrics/
const otherPorts = /grpc|reloader|cluster|oauth|metrics-only|gossip/

/** [namespace/name:port] is unique; each port that may speak HTTP is a candidate of its own. */
export function prometheusCandidates(services: readonly Service[]): Candidate[] {
  return services
    .filter(isLikely)
    .flatMap((service) => portsOf(service).map((port) => candidateOf(service, port)))
    .sort((a, b) => rankOf(a) - rankOf(b) || placeOf(a).localeCompare(placeOf(b)))
}

export const placeOf = ({ namespace, name, port }: Candidate) => `${namespace}/${name}:${port.port}`

function isLikely({ metadata }: Service): boolean {
  const { name, labels = {} } = metadata
  const app = labels['app.kubernetes.io/name'] ?? labels.app ?? ''
  if (others.test(name)) return false
  if (labels['operated-prometheus'] === 'true' || kinds.test(name)) return true
  return kinds.test(app) && !others.test(app)
}

function portsOf({ spec }: Service): readonly ServicePort[] {
  const ports = (spec.ports ?? []).filter(
    ({ protocol, name = '' }) => (protocol ?? 'TCP') === 'TCP' && !otherPorts.test(name),
  )
  return [...ports].sort((a, b) => portRank(a) - portRank(b))
}

const portRank = ({ port, name = '' }: ServicePort) =>
  port === 9090 ? 0 : /^(http|web)/.test(name) ? 1 : port === 80 ? 2 : 3

function candidateOf(service: Service, port: ServicePort): Candidate {
  const { namespace = '', name } = service.metadata
  const https = port.port === 443 || port.name === 'https' || port.appProtocol === 'https'
  return { service, namespace, name, port, scheme: https ? 'https' : 'http' }
}

function rankOf({ service, namespace, name, port }: Candidate): number {
  const usual = usualNamespaces.indexOf(namespace)
  return kindRank(service, namespace, name) * 1000 + (usual < 0 ? 90 : usual * 10) + portRank(port)
}

function kindRank({ metadata }: Service, namespace: string, name: string): number {
  if (namespace === 'istio-system' && name === 'prometheus') return 0
  if (/^prometheus(-server|-k8s)?$/.test(name)) return 1
  if (metadata.labels?.['operated-prometheus'] === 'true') return 3
  return /prometheus/.test(name) ? 2 : 4
}
