/** One cluster with its own controllers and nodes, and a mesh, on a clock that stands still until a test moves it. */
import { createApiCore } from '#main/sandbox/api-server/api-core.ts'
import type { ClusterApi } from '#main/sandbox/cluster-api.ts'
import { startControllers } from '#main/sandbox/controllers/start-controllers.ts'
import { createMesh } from '#main/sandbox/data-plane/create-mesh.ts'
import { startKubelet } from '#main/sandbox/kubelet/start-kubelet.ts'
import { applyObjects } from '#main/sandbox/mesh-system/apply-objects.ts'
import { place, placeDeployment, placeNamespace } from '#main/sandbox/mesh-system/placed-objects.ts'
import { systemObjects } from '#main/sandbox/mesh-system/system-objects.ts'
import { noPrograms } from '#main/sandbox/programs.ts'
import { createMetrics } from '#main/sandbox/prometheus/create-metrics.ts'
import { seededRandom } from '#main/sandbox/seeded-random.ts'
import { type Pod, resources } from '#shared/model/kube.ts'
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts'
import { getOver } from './running-mesh.ts'

export interface RunningCluster {
  readonly api: ClusterApi
  readonly clock: ManualClock
  /** Requests at that rate through the ingress, from now on, for so long; how many ended how, by status and body. */
  load(perSecond: number, forMs: number): Promise<Readonly<Record<string, number>>>
  pods(app: string): Promise<Pod[]>
  close(): Promise<void>
}

export interface WebOptions {
  readonly replicas: number
  readonly tag: string
  readonly preStopSeconds?: number
}

const namespace = 'shop'

/** With a Deployment and a Service `web`, and a route from the ingress to it, all ready. */
export async function runningWeb({ replicas, tag, preStopSeconds }: WebOptions): Promise<RunningCluster> {
  const clock = manualClock()
  const { api, close: closeApi } = createApiCore(clock)
  const random = seededRandom(7)
  const log = () => undefined
  const controllers = startControllers({ api, clock, log })
  const kubelet = startKubelet({
    ...{ api, clock, random, log, nodeNames: ['node-1', 'node-2'], podCidr: '10.244.0.0/16' },
    ...{ isLost: () => false, programs: noPrograms },
  })
  const mesh = await createMesh({
    clusters: [{ name: 'east', api, prometheus: () => undefined }],
    ...{ clock, random, createMetrics },
  })
  const [cluster] = mesh.clusters
  await applyObjects(api, systemObjects('east', { ingress: cluster!.ingressPorts }))
  const lifecycle =
    preStopSeconds === undefined ? {} : { lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } } }
  await applyObjects(api, [
    placeNamespace(namespace, { 'istio-injection': 'enabled' }),
    placeDeployment({
      ...{ namespace, name: 'web', labels: { app: 'web' }, serviceAccount: 'web', replicas },
      container: {
        name: 'web',
        image: `example.com/web:${tag}`,
        ports: [{ containerPort: 80 }],
        ...lifecycle,
      },
    }),
    place(
      resources.service,
      { name: 'web', namespace },
      { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] } },
    ),
    place(
      resources.gateway,
      { name: 'door', namespace },
      {
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
        },
      },
    ),
    place(
      resources.virtualService,
      { name: 'web', namespace },
      { spec: { hosts: ['*'], gateways: ['door'], http: [{ route: [{ destination: { host: 'web' } }] }] } },
    ),
  ])
  const pods = async (app: string) =>
    (await api.list<Pod>(resources.pod)).filter(({ metadata }) => metadata.labels?.app === app)
  await clock.advance(5000)
  const [gateway] = await pods('istio-ingressgateway')

  return {
    api,
    clock,
    pods,
    async load(perSecond, forMs) {
      const ends: Record<string, number> = {}
      const open = new Set<Promise<void>>()
      for (let atMs = 0; atMs < forMs; atMs += 1000 / perSecond) {
        const stream = cluster?.network.connect('istio-system', gateway!.metadata.name, 8080)
        const visit = getOver(stream, '/').then(({ status, body }) => {
          const end = status === 200 ? '200' : `${status} ${body}`.trim()
          ends[end] = (ends[end] ?? 0) + 1
          open.delete(visit)
        })
        open.add(visit)
        await clock.advance(1000 / perSecond)
      }
      for (let turn = 0; open.size > 0 && turn < 5000; turn += 1) await clock.advance(1)
      return ends
    },
    async close() {
      controllers.close()
      kubelet.close()
      await mesh.close()
      closeApi()
    },
  }
}
