/** Istio's Bookinfo sample (istio/istio samples/bookinfo), spread over one or two clusters. */
import { resources } from '#shared/model/kube.ts'
import type { Placed } from '../mesh-system/apply-objects.ts'
import { place, placeDeployment, placeNamespace, placeServiceAccount } from '../mesh-system/placed-objects.ts'

const namespace = 'bookinfo'
const port = 9080
const tag = '1.20.3'

interface Workload {
  readonly app: string
  readonly version: string
  readonly replicas?: number
}

const home: readonly Workload[] = [
  { app: 'productpage', version: 'v1', replicas: 2 },
  { app: 'details', version: 'v1' },
  { app: 'ratings', version: 'v1' },
  { app: 'reviews', version: 'v1' },
  { app: 'reviews', version: 'v2' },
]
/** They live in the second cluster, when there is one. */
const away: readonly Workload[] = [{ app: 'reviews', version: 'v3' }]
const withAway: readonly Workload[] = [{ app: 'ratings', version: 'v1' }]

const first = 'east'
const second = 'west'

/** What belongs into that cluster of a sandbox of so many clusters; nothing beyond the second. */
export function bookinfoObjects(cluster: string, clusters = 2): Placed[] {
  if (cluster === first) {
    const workloads = clusters === 1 ? [...home, ...away] : home
    return [...objectsOf(workloads), ...entrance()]
  }
  return cluster === second && clusters > 1 ? objectsOf([...away, ...withAway]) : []
}

function objectsOf(workloads: readonly Workload[]): Placed[] {
  const apps = [...new Set(workloads.map(({ app }) => app))]
  return [
    placeNamespace(namespace, { 'istio-injection': 'enabled' }),
    ...apps.map((app) => placeServiceAccount(namespace, accountOf(app), { account: app })),
    ...apps.map(serviceOf),
    ...workloads.map(deploymentOf),
  ]
}

const accountOf = (app: string) => `bookinfo-${app}`

function serviceOf(app: string): Placed {
  const labels = { app, service: app }
  const ports = [{ name: 'http', port, targetPort: port, protocol: 'TCP' }]
  return place(resources.service, { name: app, namespace, labels }, { spec: { selector: { app }, ports } })
}

function deploymentOf({ app, version, replicas = 1 }: Workload): Placed {
  return placeDeployment({
    namespace,
    name: `${app}-${version}`,
    labels: { app, version },
    serviceAccount: accountOf(app),
    replicas,
    container: {
      name: app,
      image: `docker.io/istio/examples-bookinfo-${app}-${version}:${tag}`,
      imagePullPolicy: 'IfNotPresent',
      ports: [{ containerPort: port, protocol: 'TCP' }],
    },
  })
}

/**
 * Any host is let in, as Istio's own sample does. The name goes with the Gateway, which gives it to flights: Istio
 * refuses a VirtualService that has a host beside a wildcard which covers it.
 */
function entrance(): Placed[] {
  const paths = [
    { uri: { exact: '/productpage' } },
    { uri: { prefix: '/static' } },
    { uri: { exact: '/login' } },
    { uri: { exact: '/logout' } },
    { uri: { prefix: '/api/v1/products' } },
  ]
  const destination = { host: 'productpage', port: { number: port } }
  return [
    place(
      resources.gateway,
      { name: 'bookinfo-gateway', namespace },
      {
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [
            { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['bookinfo.example.com', '*'] },
          ],
        },
      },
    ),
    place(
      resources.virtualService,
      { name: 'bookinfo', namespace },
      {
        spec: {
          hosts: ['*'],
          gateways: ['bookinfo-gateway'],
          http: [{ name: 'productpage', match: paths, route: [{ destination }] }],
        },
      },
    ),
  ]
}
