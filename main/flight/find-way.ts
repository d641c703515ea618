/** From a plan's target to the address that the engine sends to, with the way there in words. */
import { gatewayHostOf } from '#shared/flight/gateway-host.ts'
import { type GatewayApiRoute, hostChoices } from '#shared/flight/host-choices.ts'
import { requestPath } from '#shared/flight/http-url.ts'
import { takesHost } from '#shared/flight/takes-host.ts'
import { type Failure, fail } from '#shared/model/failure.ts'
import type { FlightPlan, FlightTarget } from '#shared/model/flight.ts'
import type { Gateway, VirtualService } from '#shared/model/istio.ts'
import { type Deployment, type LabelSelector, type Pod, resources, type Service } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'
import { type IngressAddress, ingressAddress } from '../kube/ingress-gateway.ts'
import { listIfServed } from '../kube/list-if-served.ts'
import { bracketed, dialHost } from './dial-host.ts'
import type { Dial, TlsSettings } from './engine/messages.ts'
import { openPortForward, type PodPort } from './port-forward.ts'
import { addressesOf, type LookUp, lookUpHere } from './probe.ts'
import { noPermit, type Permit, wayToUrl } from './way-to-url.ts'

export interface Way {
  readonly dial: Dial
  readonly tls: TlsSettings | null
  /** The Host header. */
  readonly host: string
  readonly path: string
  readonly url: string
  readonly via: string
  /** What limits this way, and what to do about it. */
  readonly note?: string
  /** Origins on it that are neither on this machine nor vouched for: the user said yes to them. */
  readonly foreign: readonly string[]
  close(): void
}
type Of<K extends FlightTarget['kind']> = Extract<FlightTarget, { kind: K }>
type ClusterOf = (context: string) => Cluster

/** The plan has been checked. Fails before anything but a connection has been tried. */
export async function findWay(
  plan: FlightPlan,
  cluster: ClusterOf,
  permit: Permit = noPermit,
  lookUp: LookUp = lookUpHere,
): Promise<Way> {
  const { target } = plan
  const asked = {
    path: requestPath(plan.grpc === undefined ? plan.path : `/${plan.grpc.method}`),
    dns: plan.dns,
    hostHeader: plan.headers.find(([name]) => name.toLowerCase() === 'host')?.[1],
    lookUp,
  }
  switch (target.kind) {
    case 'url':
      return await wayToUrl(target.url, plan, permit, lookUp)
    case 'gateway':
      return await wayToGateway(cluster(target.context), target.host, asked)
    case 'service':
      return await wayToService(cluster(target.context), target, asked)
    case 'deployment':
      return await wayToDeployment(cluster(target.context), target, asked.path)
    case 'pod':
      return await wayToPod(cluster(target.context), target, asked.path)
  }
}

/** What the plan says about the way to an ingress. */
interface Asked {
  readonly path: string
  readonly dns: FlightPlan['dns']
  /** Goes before the one of the way. */
  readonly hostHeader: string | undefined
  readonly lookUp: LookUp
}

async function wayToGateway(cluster: Cluster, host: string, asked: Asked): Promise<Way> {
  const [ingress, note] = await Promise.all([
    ingressAddress(cluster),
    untakenNote(cluster, asked.hostHeader ?? host),
  ])
  if (ingress === undefined) {
    const reason = 'no ingress gateway there has an address'
    return fail({ code: 'target-unreachable', target: `the ingress of ${cluster.context}`, reason })
  }
  return { ...(await throughIngress(ingress, { host }, asked)), ...(note === undefined ? {} : { note }) }
}

const mostNamed = 5

/** A host that no route takes is perhaps a slip; it flies nevertheless, for not all that routes can be seen. */
async function untakenNote(cluster: Cluster, host: string): Promise<string | undefined> {
  const [virtualServices, gateways, routes] = await Promise.all([
    listIfServed<VirtualService>(cluster, resources.virtualService),
    listIfServed<Gateway>(cluster, resources.gateway),
    listIfServed<GatewayApiRoute>(cluster, resources.httpRoute),
  ])
  if (takesHost(host, virtualServices, gateways, routes) !== false) return undefined
  const known = hostChoices(virtualServices, gateways, routes).map((one) => one.host)
  const named = known.slice(0, mostNamed).join(', ')
  const others = known.length > mostNamed ? ` and ${known.length - mostNamed} more` : ''
  const are = known.length === 0 ? '' : `; those there are for ${named}${others}`
  return `No VirtualService or HTTPRoute at a gateway of ${cluster.context} is for ${host}${are}.`
}

/** A picked context has an address of its own choice: it vouches for wherever its name leads. */
async function throughIngress(
  { host: name, port }: IngressAddress,
  wanted: { host: string } | 'any',
  { path, dns, hostHeader, lookUp }: Asked,
): Promise<Way> {
  const authority = port === 80 ? bracketed(name) : `${bracketed(name)}:${port}`
  const target = `ingress ${bracketed(name)}:${port}`
  const addresses = await addressesOf(name, target, lookUp)
  const to = { host: name, addresses, port, tls: null, tunnel: null, dns, onlyHere: false, target }
  const { dial, spread } = await dialHost(to)
  const host = wanted === 'any' ? authority : wanted.host
  const told = hostHeader ?? (wanted === 'any' ? undefined : wanted.host)
  const via = `through ${target}${told === undefined ? '' : ` with Host ${told}`}${spread}`
  return {
    ...{ dial, tls: null, host, path, url: `http://${authority}${path}`, via },
    foreign: [],
    close: () => undefined,
  }
}

async function wayToService(cluster: Cluster, target: Of<'service'>, asked: Asked): Promise<Way> {
  const { context, namespace, service: name, port } = target
  const service = await cluster.get<Service>(resources.service, namespace, name)
  if (service === undefined) return fail({ code: 'not-found', context, kind: 'Service', namespace, name })
  const ports = service.spec.ports ?? []
  const servicePort = ports.find((one) => one.port === port)
  if (servicePort === undefined) {
    const known = ports.map((one) => one.port).join(', ') || 'none'
    return fail({
      code: 'bad-input',
      field: 'port',
      reason: `Service ${name} has no port ${port}; it has ${known}`,
    })
  }
  const host = await hostAtGateway(cluster, target)
  const ingress = host === undefined ? undefined : await ingressAddress(cluster)
  if (host !== undefined && ingress !== undefined) return await throughIngress(ingress, host, asked)
  const { selector = {} } = service.spec
  if (Object.keys(selector).length === 0) {
    const { externalName } = service.spec
    const reason =
      externalName === undefined
        ? 'it has no selector, so no pod can be found for it'
        : `it is another name of ${externalName}; fly at its URL`
    return fail({ code: 'target-unreachable', target: `Service ${name} in ${context}`, reason })
  }
  const podPort = {
    namespace,
    labelSelector: selectorText({ matchLabels: selector }),
    port: servicePort.targetPort ?? port,
    of: `Service ${name}`,
  }
  return await throughPortForward(cluster, podPort, `${name}.${namespace}:${port}`, asked.path)
}

/** Without Istio, or without the right to see its objects, a service is reached through a port-forward. */
async function hostAtGateway(cluster: Cluster, target: Of<'service'>) {
  const [virtualServices, gateways] = await Promise.all([
    listIfServed<VirtualService>(cluster, resources.virtualService),
    listIfServed<Gateway>(cluster, resources.gateway),
  ])
  return gatewayHostOf(virtualServices, gateways, target)
}

async function wayToDeployment(cluster: Cluster, target: Of<'deployment'>, path: string): Promise<Way> {
  const { context, namespace, deployment: name } = target
  const deployment = await cluster.get<Deployment>(resources.deployment, namespace, name)
  if (deployment === undefined)
    return fail({ code: 'not-found', context, kind: 'Deployment', namespace, name })
  const { selector, template } = deployment.spec
  const port = target.port ?? firstPort(template.spec.containers)
  if (port === undefined) return fail(noPort(`Deployment ${name}`, `deploy/${name}`))
  const podPort = { namespace, labelSelector: selectorText(selector), port, of: `Deployment ${name}` }
  return await throughPortForward(cluster, podPort, `${name}.${namespace}:${port}`, path)
}

async function wayToPod(cluster: Cluster, target: Of<'pod'>, path: string): Promise<Way> {
  const { context, namespace, pod: name } = target
  const pod = await cluster.get<Pod>(resources.pod, namespace, name)
  if (pod === undefined) return fail({ code: 'not-found', context, kind: 'Pod', namespace, name })
  const port = target.port ?? firstPort(pod.spec.containers)
  if (port === undefined) return fail(noPort(`Pod ${name}`, `pod/${name}`))
  const podPort = { namespace, fieldSelector: `metadata.name=${name}`, port, of: `Pod ${name}` }
  return await throughPortForward(cluster, podPort, `${name}.${namespace}:${port}`, path)
}

const firstPort = (containers: Pod['spec']['containers']) =>
  containers.flatMap((one) => one.ports ?? [])[0]?.containerPort

const noPort = (of: string, argument: string): Failure => ({
  code: 'bad-input',
  field: 'port',
  reason: `${of} names no port; say which one, as in ${argument}:8080`,
})

const tunnelNote =
  'A port-forward leads through the API server, which takes its time and not every rate; for figures of the target alone fly from its cluster (in the form, or with --in-cluster fortio).'

async function throughPortForward(
  cluster: Cluster,
  podPort: PodPort,
  host: string,
  path: string,
): Promise<Way> {
  const forward = await openPortForward(cluster, podPort)
  const { port } = forward
  const pods = forward.readyPods()
  const to = podPort.fieldSelector === undefined ? `${pods} ready ${pods === 1 ? 'pod' : 'pods'} of ` : ''
  const via = `through a port-forward to ${to}${podPort.of} in ${cluster.context}`
  const url = `http://127.0.0.1:${port}${path}`
  return {
    dial: { addresses: ['127.0.0.1'], port, lookup: null, tunnel: null, ends: pods },
    ...{ tls: null, host, path, url, via, foreign: [] },
    note: tunnelNote,
    close: () => forward.close(),
  }
}

function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`)
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key
    if (operator === 'DoesNotExist') return `!${key}`
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
  })
  return [...labels, ...expressions].join(',')
}
