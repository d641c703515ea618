/**
 * Who called whom, from the labels of one series. Kiali's rules (graph/telemetry/istio/istio.go), in order:
 *   2. skip when a label other than a cluster's is absent;
 *   3. an absent cluster is `unknown`;
 *   4. skip a source with a namespace but no name, or with a namespace and a cluster that is `unknown`;
 *   5. the egress gateway's traffic goes to the egress gateway; a destination without a cluster is in the source's;
 *   6. skip a destination that is a bare address, or has a namespace and a cluster that is `unknown`.
 */
import { endLabels, isOk, type Labels } from './series.ts'

export interface Source {
  readonly cluster: string
  readonly namespace: string
  readonly workload: string
  readonly app: string
  readonly version: string
}

export interface Target extends Source {
  readonly serviceNamespace: string
  readonly serviceName: string
  /** As the caller named it: destination_service. */
  readonly host: string
}

export interface Ends {
  readonly source: Source
  readonly target: Target
}

const required = endLabels.filter((name) => !name.endsWith('_cluster'))
const bareAddress = /^\d{1,3}(\.\d{1,3}){3}(:\d+)?$/
const egressGateway = /^istio-egressgateway\.([^.]+)\.svc\.cluster\.local$/

/** `clusterName` gives the name that a cluster label is drawn under. */
export function readEnds(labels: Labels, clusterName: (id: string) => string): Ends | undefined {
  for (const name of required) if (labels[name] === undefined) return undefined
  const source = sourceOf(labels, clusterName)
  if (isBadSource(source, labels)) return undefined
  const target = rewritten(targetOf(labels, clusterName), source)
  if (isBadTarget(target, labels)) return undefined
  return { source, target }
}

function sourceOf(labels: Labels, clusterName: (id: string) => string): Source {
  return {
    cluster: clusterName(labels.source_cluster ?? 'unknown'),
    namespace: labels.source_workload_namespace ?? '',
    workload: labels.source_workload ?? '',
    app: labels.source_canonical_service ?? '',
    version: labels.source_canonical_revision ?? '',
  }
}

function targetOf(labels: Labels, clusterName: (id: string) => string): Target {
  return {
    cluster: clusterName(labels.destination_cluster ?? 'unknown'),
    namespace: labels.destination_workload_namespace ?? '',
    workload: labels.destination_workload ?? '',
    app: labels.destination_canonical_service ?? '',
    version: labels.destination_canonical_revision ?? '',
    serviceNamespace: labels.destination_service_namespace ?? '',
    serviceName: labels.destination_service_name ?? '',
    host: labels.destination_service ?? '',
  }
}

function isBadSource(source: Source, labels: Labels): boolean {
  if (!isOk(source.namespace)) return false
  if (!isOk(source.workload) && !isOk(source.app)) return true
  return labels.source_cluster !== undefined && !isOk(source.cluster)
}

function rewritten(target: Target, source: Source): Target {
  const istio = target.host === target.serviceName ? egressGateway.exec(target.host)?.[1] : undefined
  if (istio !== undefined) {
    const name = 'istio-egressgateway'
    return {
      cluster: source.cluster,
      namespace: istio,
      workload: name,
      app: name,
      version: 'latest',
      serviceNamespace: istio,
      serviceName: name,
      host: target.host,
    }
  }
  const assumed = !isOk(target.cluster) && isOk(source.cluster) && isOk(target.serviceNamespace)
  return assumed ? { ...target, cluster: source.cluster } : target
}

function isBadTarget(target: Target, labels: Labels): boolean {
  if (!isOk(target.workload) && target.host === target.serviceName && bareAddress.test(target.host))
    return true
  return labels.destination_cluster !== undefined && isOk(target.serviceNamespace) && !isOk(target.cluster)
}
