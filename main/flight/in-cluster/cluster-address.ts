/** From a plan's target to the URL under which a pod of that cluster reaches it. */
import { parseHttpUrl, requestPath } from '#shared/flight/http-url.ts'
import { fail } from '#shared/model/failure.ts'
import type { FlightPlan, FlightTarget } from '#shared/model/flight.ts'
import { type Deployment, matchesSelector, type Pod, resources, type Service } from '#shared/model/kube.ts'
import type { Cluster } from '../../kube/cluster.ts'
import { ingressInside } from '../../kube/ingress-gateway.ts'
import { isLoopback } from '../loopback.ts'

export interface ClusterAddress {
  readonly url: string
  /** The Host header, where it is not the URL's. */
  readonly host?: string
  /** For the name of its objects. */
  readonly what: string
  readonly notes: readonly string[]
}

type Of<K extends FlightTarget['kind']> = Extract<FlightTarget, { kind: K }>

/** Fails where no pod could get there. */
export async function clusterAddress(plan: FlightPlan, cluster: Cluster): Promise<ClusterAddress> {
  const { target } = plan
  const path = requestPath(plan.grpc === undefined ? plan.path : `/${plan.grpc.method}`)
  switch (target.kind) {
    case 'url':
      return urlAddress(target.url)
    case 'gateway':
      return await gatewayAddress(target.host, path, cluster)
    case 'service':
      return { ...(await serviceAddress(target, cluster, path)), notes: [] }
    case 'deployment':
      return await deploymentAddress(target, cluster, path)
    case 'pod':
      return await podAddress(target, cluster, path)
  }
}

/** Fails for what is no URL, or leads back to the pod that asks. */
export function urlAddress(text: string): ClusterAddress {
  const url = parseHttpUrl(text)
  if (typeof url === 'string') return fail({ code: 'bad-input', field: 'url', reason: url })
  if (url.host === 'localhost' || isLoopback(url.host)) {
    const reason = `${url.host} would be the pod itself there; name a service, or fly from here`
    fail({ code: 'bad-input', field: 'url', reason })
  }
  return { url: text, what: url.host, notes: [] }
}

async function gatewayAddress(host: string, path: string, cluster: Cluster): Promise<ClusterAddress> {
  const ingress = await ingressInside(cluster)
  if (ingress !== undefined) {
    return { url: `http://${ingress.host}:${ingress.port}${path}`, host, what: host, notes: [] }
  }
  const target = `the ingress of ${cluster.context}`
  return fail({ code: 'target-unreachable', target, reason: 'there is no ingress gateway' })
}

async function serviceAddress(
  { context, namespace, service: name, port }: Of<'service'>,
  cluster: Cluster,
  path: string,
) {
  const service = await cluster.get<Service>(resources.service, namespace, name)
  if (service === undefined) return fail({ code: 'not-found', context, kind: 'Service', namespace, name })
  const ports = (service.spec.ports ?? []).map((one) => one.port)
  if (!ports.includes(port)) {
    const reason = `Service ${name} has no port ${port}; it has ${ports.join(', ') || 'none'}`
    fail({ code: 'bad-input', field: 'port', reason })
  }
  return { url: `http://${name}.${namespace}.svc:${port}${path}`, what: name }
}

/** Pods of a Deployment have no name in the network of the cluster but that of a Service. */
async function deploymentAddress(
  target: Of<'deployment'>,
  cluster: Cluster,
  path: string,
): Promise<ClusterAddress> {
  const { context, namespace, deployment: name, port } = target
  const deployment = await cluster.get<Deployment>(resources.deployment, namespace, name)
  if (deployment === undefined)
    return fail({ code: 'not-found', context, kind: 'Deployment', namespace, name })
  const { metadata, spec } = deployment.spec.template
  const containerPorts = spec.containers.flatMap(({ ports = [] }) => ports)
  const number = (targetPort: number | string) =>
    typeof targetPort === 'number'
      ? targetPort
      : containerPorts.find((one) => one.name === targetPort)?.containerPort
  const found = (await cluster.list<Service>(resources.service, { namespace }))
    .filter((one) => matchesSelector(one.spec.selector, metadata?.labels))
    .flatMap((one) => (one.spec.ports ?? []).map((servicePort) => ({ name: one.metadata.name, servicePort })))
    .find(
      ({ servicePort }) => port === undefined || number(servicePort.targetPort ?? servicePort.port) === port,
    )
  if (found === undefined) {
    const at = port === undefined ? '' : ` at port ${port}`
    const reason = `no Service leads to its pods${at}, so nothing in the cluster can name them`
    return fail({ code: 'target-unreachable', target: `Deployment ${name} in ${context}`, reason })
  }
  const note = `It flies at Service ${found.name}, which may lead to pods of other Deployments too.`
  return {
    url: `http://${found.name}.${namespace}.svc:${found.servicePort.port}${path}`,
    what: name,
    notes: [note],
  }
}

async function podAddress(target: Of<'pod'>, cluster: Cluster, path: string): Promise<ClusterAddress> {
  const { context, namespace, pod: name } = target
  const pod = await cluster.get<Pod>(resources.pod, namespace, name)
  if (pod === undefined) return fail({ code: 'not-found', context, kind: 'Pod', namespace, name })
  const ip = pod.status?.podIP
  if (ip === undefined) {
    return fail({
      code: 'target-unreachable',
      target: `Pod ${name} in ${context}`,
      reason: 'it has no address yet',
    })
  }
  const port = target.port ?? pod.spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort
  if (port === undefined) {
    const reason = `Pod ${name} names no port; say which one, as in pod/${name}:8080`
    return fail({ code: 'bad-input', field: 'port', reason })
  }
  const note = 'It flies at the address that the pod has now, past every route.'
  return { url: `http://${ip.includes(':') ? `[${ip}]` : ip}:${port}${path}`, what: name, notes: [note] }
}
