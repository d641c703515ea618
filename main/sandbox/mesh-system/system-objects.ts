/** What an installed Istio with its sample Prometheus leaves in a cluster: the objects of istio-system. */
import { stringify } from 'yaml'
import { resources } from '#shared/model/kube.ts'
import { istioVersion } from '../data-plane/version.ts'
import type { Placed } from './apply-objects.ts'
import { ingressPorts } from './ingress-ports.ts'
import { type Labels, place, placeDeployment, placeNamespace, placeServiceAccount } from './placed-objects.ts'

export interface SystemPorts {
  /** Local ports of the cluster's ingress by those of its pods: the Service's own, so that they can be dialled. */
  readonly ingress: ReadonlyMap<number, number>
}

const namespace = 'istio-system'
const meshId = 'aviary-sandbox'

export function systemObjects(cluster: string, ports: SystemPorts): Placed[] {
  return [
    placeNamespace(namespace, { 'topology.istio.io/network': networkOf(cluster) }),
    meshConfig(cluster),
    ...istiod(cluster),
    ...gateway('istio-ingressgateway', 'ingressgateway', ingressPorts(ports.ingress), {
      loadBalancer: { ingress: [{ ip: '127.0.0.1' }] },
    }),
    ...gateway('istio-eastwestgateway', 'eastwestgateway', [
      { name: 'status-port', port: 15021, targetPort: 15021 },
      { name: 'tls', port: 15443, targetPort: 15443 },
    ]),
    ...prometheus(),
  ]
}

const networkOf = (cluster: string) => `network-${cluster}`

function meshConfig(cluster: string): Placed {
  const mesh = {
    accessLogFile: '/dev/stdout',
    defaultConfig: { discoveryAddress: 'istiod.istio-system.svc:15012', meshId },
    enablePrometheusMerge: true,
    rootNamespace: namespace,
    trustDomain: 'cluster.local',
  }
  const data = {
    mesh: stringify(mesh),
    meshNetworks: stringify({
      networks: { [networkOf(cluster)]: { endpoints: [{ fromRegistry: cluster }] } },
    }),
  }
  return place(
    resources.configMap,
    { name: 'istio', namespace, labels: { 'istio.io/rev': 'default' } },
    { data },
  )
}

function istiod(cluster: string): Placed[] {
  const labels = { app: 'istiod', istio: 'pilot' }
  const ports = [
    { name: 'grpc-xds', port: 15010 },
    { name: 'https-dns', port: 15012 },
    { name: 'https-webhook', port: 443, targetPort: 15017 },
    { name: 'http-monitoring', port: 15014 },
  ]
  return [
    placeServiceAccount(namespace, 'istiod', labels),
    placeDeployment({
      namespace,
      name: 'istiod',
      labels: { ...labels, 'istio.io/rev': 'default' },
      serviceAccount: 'istiod',
      container: {
        name: 'discovery',
        image: `docker.io/istio/pilot:${istioVersion}`,
        args: ['discovery', '--monitoringAddr=:15014'],
        ports: [
          { name: 'grpc-xds', containerPort: 15010, protocol: 'TCP' },
          { name: 'https-dns', containerPort: 15012, protocol: 'TCP' },
          { name: 'monitoring', containerPort: 15014, protocol: 'TCP' },
          { name: 'webhook', containerPort: 15017, protocol: 'TCP' },
        ],
        env: [{ name: 'CLUSTER_ID', value: cluster }],
      },
      podLabels: { 'sidecar.istio.io/inject': 'false' },
    }),
    placeService('istiod', labels, labels, ports),
  ]
}

type Port = { name: string; port: number; targetPort?: number }

function placeService(
  name: string,
  labels: Labels,
  selector: Labels,
  ports: readonly Port[],
  more: Record<string, unknown> = {},
  status?: unknown,
): Placed {
  const spec = {
    ...more,
    selector: { ...selector },
    ports: ports.map((port) => ({ targetPort: port.port, ...port, protocol: 'TCP' })),
  }
  const rest = status === undefined ? { spec } : { spec, status }
  return place(resources.service, { name, namespace, labels: { ...labels } }, rest)
}

function gateway(name: string, istio: string, ports: readonly Port[], status?: unknown): Placed[] {
  const labels = { app: name, istio }
  const serviceAccount = `${name}-service-account`
  const containerPorts = [...ports.map(({ targetPort = 0 }) => targetPort), 15090]
  return [
    placeServiceAccount(namespace, serviceAccount, labels),
    placeDeployment({
      namespace,
      name,
      labels,
      serviceAccount,
      container: {
        name: 'istio-proxy',
        image: `docker.io/istio/proxyv2:${istioVersion}`,
        args: ['proxy', 'router', '--domain', '$(POD_NAMESPACE).svc.cluster.local'],
        ports: containerPorts.map((containerPort) => ({ containerPort, protocol: 'TCP' })),
      },
      podLabels: { 'sidecar.istio.io/inject': 'false' },
    }),
    placeService(name, labels, labels, ports, { type: 'LoadBalancer' }, status),
  ]
}

function prometheus(): Placed[] {
  const labels = { app: 'prometheus', 'app.kubernetes.io/name': 'prometheus' }
  return [
    placeServiceAccount(namespace, 'prometheus', labels),
    placeDeployment({
      namespace,
      name: 'prometheus',
      labels,
      serviceAccount: 'prometheus',
      container: {
        name: 'prometheus-server',
        image: 'docker.io/prom/prometheus:v3.5.0',
        ports: [{ containerPort: 9090, protocol: 'TCP' }],
      },
      podLabels: { 'sidecar.istio.io/inject': 'false' },
    }),
    placeService('prometheus', labels, labels, [{ name: 'http', port: 9090 }]),
  ]
}
