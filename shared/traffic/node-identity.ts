/** Which node an end of a flow is drawn as: the identity strings of Kiali's graph/types.go, first matching row wins. */
import type { GraphType } from '../model/traffic.ts'
import type { Source, Target } from './ends.ts'
import { isOk } from './series.ts'

export interface NodeIdentity {
  readonly identity: string
  readonly nodeType: 'app' | 'workload' | 'service' | 'unknown'
  readonly cluster: string
  readonly namespace: string
  readonly workload?: string
  readonly app?: string
  readonly version?: string
  readonly service?: string
  readonly isEgressCluster?: boolean
}

/** undefined when nothing names the node. */
export function nodeIdentity(end: Source | Target, graphType: GraphType): NodeIdentity | undefined {
  const serviceNamespace = 'serviceNamespace' in end ? end.serviceNamespace : ''
  const service = 'serviceName' in end ? end.serviceName : ''
  const { cluster, workload, app, version } = end
  const namespace = isOk(end.namespace) || serviceNamespace === '' ? end.namespace : serviceNamespace
  const place = { cluster, namespace }
  if (namespace === 'unknown' && workload === 'unknown' && app === 'unknown' && service === '') {
    return { ...place, identity: `${cluster}_unknown_source`, nodeType: 'unknown', workload, app, version }
  }
  if (workload === 'unknown' && app === 'unknown' && service === 'unknown') {
    return { ...place, identity: `svc_${cluster}_${namespace}_unknown`, nodeType: 'service', service }
  }
  if (!isOk(workload) && !isOk(app) && !isOk(service)) return undefined
  const isAppGraph = graphType === 'app' || graphType === 'versionedApp'
  if (isAppGraph && isOk(app)) return appNode({ ...end, namespace }, graphType)
  if (!isOk(workload)) return serviceNode(cluster, namespace, service)
  return {
    ...place,
    identity: `wl_${cluster}_${namespace}_${workload}`,
    nodeType: 'workload',
    workload,
    ...(isOk(app) && { app }),
    ...(isOk(version) && { version }),
  }
}

export function serviceNode(cluster: string, namespace: string, service: string): NodeIdentity {
  const isEgressCluster = service === 'PassthroughCluster' || service === 'BlackHoleCluster'
  const identity = `svc_${cluster}_${namespace}_${service}`
  return {
    identity,
    nodeType: 'service',
    cluster,
    namespace,
    service,
    ...(isEgressCluster && { isEgressCluster }),
  }
}

function appNode({ cluster, namespace, workload, app, version }: Source, graphType: GraphType): NodeIdentity {
  const place = { nodeType: 'app', cluster, namespace, app } as const
  if (graphType === 'app') return { ...place, identity: `app_${cluster}_${namespace}_${app}` }
  const versioned = {
    ...place,
    ...(workload !== '' && { workload }),
    ...(version !== '' && { version }),
  }
  if (isOk(workload)) return { ...versioned, identity: `vapp_${cluster}_${namespace}_${workload}` }
  if (isOk(version) && version !== 'latest') {
    return { ...versioned, identity: `vapp_${cluster}_${namespace}_${app}_${version}` }
  }
  return { ...versioned, identity: `app_${cluster}_${namespace}_${app}` }
}
