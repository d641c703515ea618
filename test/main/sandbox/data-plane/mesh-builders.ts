/** Objects of a mesh as short as a test can say them. All in namespace `shop`. */
import type { MeshObjects } from '#main/sandbox/data-plane/mesh-objects.ts'
import type { RouteRequest } from '#main/sandbox/data-plane/request-match.ts'
import type { DestinationRule, Gateway, HttpRoute, VirtualService } from '#shared/model/istio.ts'
import type { EndpointSlice, Service } from '#shared/model/kube.ts'

const namespace = 'shop'
export const hostOf = (name: string) => `${name}.${namespace}.svc.cluster.local`

export function service(name: string, port = 80): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ name: 'http', port, targetPort: 8000 }] },
  }
}

/** One endpoint per pod name; its address is made of the name. */
export function slice(of: string, pods: readonly string[], conditions = { ready: true }): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${of}-abc`, namespace, labels: { 'kubernetes.io/service-name': of } },
    addressType: 'IPv4',
    endpoints: pods.map((pod) => ({
      addresses: [`ip-of-${pod}`],
      conditions,
      targetRef: { kind: 'Pod', name: pod, namespace },
    })),
    ports: [{ name: 'http', port: 8000 }],
  }
}

/** `'a'`, or `{a: 40, b: 10}`; `a@v1` is a subset. */
export function rule(
  to: string | Readonly<Record<string, number>>,
  rest: Partial<HttpRoute> = {},
): HttpRoute {
  const destination = (name: string) => {
    const [host = '', subset] = name.split('@')
    return subset === undefined ? { host } : { host, subset }
  }
  const route =
    typeof to === 'string'
      ? [{ destination: destination(to) }]
      : Object.entries(to).map(([name, weight]) => ({ destination: destination(name), weight }))
  return { route, ...rest }
}

export function virtualService(
  name: string,
  hosts: readonly string[],
  http: HttpRoute[],
  options: { gateways?: string[]; at?: string } = {},
): VirtualService {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace, creationTimestamp: options.at ?? '2026-11-24T12:00:00Z' },
    spec: { hosts: [...hosts], http, ...(options.gateways ? { gateways: options.gateways } : {}) },
  }
}

export const gateway: Gateway = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'door', namespace },
  spec: {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  },
}

export function destinationRule(
  host: string,
  subsets: Readonly<Record<string, Record<string, string>>>,
): DestinationRule {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: host, namespace },
    spec: { host, subsets: Object.entries(subsets).map(([name, labels]) => ({ name, labels })) },
  }
}

/** One cluster, `east`, with these services and the pods behind them. */
export function mesh(
  services: Readonly<Record<string, readonly string[]>>,
  rest: Partial<Omit<MeshObjects, 'cluster' | 'clusters'>> = {},
  podLabels: Readonly<Record<string, Record<string, string>>> = {},
): MeshObjects {
  return {
    cluster: 'east',
    clusters: [
      {
        cluster: 'east',
        services: Object.keys(services).map((name) => service(name)),
        slices: Object.entries(services).map(([name, pods]) => slice(name, pods)),
        podLabels: new Map(Object.entries(podLabels).map(([pod, labels]) => [`${namespace}/${pod}`, labels])),
      },
    ],
    virtualServices: [],
    destinationRules: [],
    gateways: [gateway],
    peerAuthentications: [],
    authorizationPolicies: [],
    serviceEntries: [],
    sidecars: [],
    registryOnly: false,
    ...rest,
  }
}

export const ingressLabels = { istio: 'ingressgateway' }

export function ask(host: string, more: Partial<RouteRequest> = {}): RouteRequest {
  return { host, port: 80, method: 'GET', path: '/', headers: {}, source: { namespace, labels: {} }, ...more }
}
