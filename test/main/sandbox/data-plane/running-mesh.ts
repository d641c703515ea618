/** A mesh over fake API servers and a clock that stands still: pods run because a test says so. */
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { bookinfoObjects } from '#main/sandbox/bookinfo/bookinfo-objects.ts'
import { createMesh, type Mesh, type MeshCluster } from '#main/sandbox/data-plane/create-mesh.ts'
import { applyObjects } from '#main/sandbox/mesh-system/apply-objects.ts'
import { createMetrics } from '#main/sandbox/prometheus/create-metrics.ts'
import { type EndpointSlice, type Pod, resources } from '#shared/model/kube.ts'
import { type FakeClusterApi, fakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface RunningMesh {
  readonly clock: ManualClock
  readonly mesh: Mesh
  readonly apis: Readonly<Record<string, FakeClusterApi>>
  cluster(name: string): MeshCluster
  /** Creates a running pod of a Deployment, with a sidecar unless told otherwise. */
  run(cluster: string, workload: string, options?: RunOptions): Promise<Pod>
  /** The ready pods behind a service, as its EndpointSlice. */
  endpoints(cluster: string, service: string, pods: readonly Pod[], namespace?: string): Promise<void>
  /** Moves the clock on until the promise is settled. */
  during<T>(promise: Promise<T>): Promise<T>
  /** GET through the ingress gateway of a cluster. */
  visit(cluster: string, path: string, headers?: Record<string, string>): Promise<Answer>
  /** A visit every so many ms while the clock moves on; how they ended, once all have: count by status and body. */
  visitEvery(everyMs: number, forMs: number): Promise<Readonly<Record<string, number>>>
  /** GET at a port of a pod. */
  ask(cluster: string, namespace: string, pod: string, port: number, path: string): Promise<Answer>
  close(): Promise<void>
}

interface RunOptions {
  readonly namespace?: string
  readonly image?: string
  readonly labels?: Record<string, string>
  readonly sidecar?: boolean
  readonly container?: Record<string, unknown>
  readonly args?: string[]
  readonly annotations?: Record<string, string>
}

async function runningMesh(names: readonly string[] = ['east', 'west']): Promise<RunningMesh> {
  const clock = manualClock()
  const apis = Object.fromEntries(names.map((name) => [name, fakeClusterApi(clock)]))
  let seed = 42
  const mesh = await createMesh({
    clusters: names.map((name) => ({
      name,
      api: apis[name]!,
      prometheus: (_, response) => response.end(`prometheus of ${name}`),
    })),
    clock,
    random: () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed / 2_147_483_648
    },
    createMetrics,
  })
  let serial = 0

  function startVisit(cluster: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const [gateway] = apis[cluster]!.all<Pod>(resources.pod, 'istio-system').filter(
      (pod) => pod.metadata.labels?.istio === 'ingressgateway',
    )
    const stream = running.cluster(cluster).network.connect('istio-system', gateway!.metadata.name, 8080)
    return getOver(stream, path, headers)
  }

  const running: RunningMesh = {
    clock,
    mesh,
    apis,
    cluster: (name) => mesh.clusters.find((one) => one.name === name)!,
    async run(cluster, workload, options = {}) {
      const { namespace = 'bookinfo', sidecar = true, args } = options
      const [app = workload, version = 'v1'] = workload.split(/-(?=v\d+$)/)
      serial += 1
      const hash = 'abc'
      const container = { name: app, image: options.image ?? imageOf(workload), ...options.container }
      const proxy = {
        name: 'istio-proxy',
        image: 'docker.io/istio/proxyv2:1.27.1',
        ...(args ? { args } : {}),
      }
      return await apis[cluster]!.create<Pod>(resources.pod, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `${workload}-${hash}-${serial}`,
          namespace,
          labels: { ...(options.labels ?? { app, version }), 'pod-template-hash': hash },
          annotations: options.annotations ?? {},
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: 'ReplicaSet',
              name: `${workload}-${hash}`,
              uid: workload,
              controller: true,
            },
          ],
        },
        spec: {
          serviceAccountName: `bookinfo-${app}`,
          nodeName: `${cluster}-node`,
          containers: sidecar ? [container, proxy] : [container],
        },
        status: { phase: 'Running', podIP: `10.1.0.${serial}` },
      })
    },
    async endpoints(cluster, service, pods, namespace = 'bookinfo') {
      const slice: EndpointSlice = {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: `${service}-1`, namespace, labels: { 'kubernetes.io/service-name': service } },
        addressType: 'IPv4',
        endpoints: pods.map(({ metadata, status }) => ({
          addresses: [status?.podIP ?? ''],
          conditions: { ready: true },
          targetRef: { kind: 'Pod', name: metadata.name, namespace },
        })),
        ports: [{ name: 'http', port: 9080 }],
      }
      const api = apis[cluster]!
      const there = await api.get(resources.endpointSlice, namespace, `${service}-1`)
      if (there === undefined) await api.create(resources.endpointSlice, slice)
      else await api.patch(resources.endpointSlice, namespace, `${service}-1`, { endpoints: slice.endpoints })
    },
    async during(promise) {
      let settled = false
      const done = promise.finally(() => {
        settled = true
      })
      // A rejection is the caller's to see, through `done`.
      done.catch(() => undefined)
      for (let turn = 0; !settled && turn < 20_000; turn += 1) await clock.advance(1)
      if (!settled) throw new Error('still not settled after 20 s')
      return await done
    },
    visit: (cluster, path, headers = {}) => running.during(startVisit(cluster, path, headers)),
    async visitEvery(everyMs, forMs) {
      const ends: Record<string, number> = {}
      const visits: Promise<void>[] = []
      for (let atMs = 0; atMs < forMs; atMs += everyMs) {
        const count = ({ status, body }: Answer) => {
          const end = status === 200 ? '200' : `${status} ${body}`.trim()
          ends[end] = (ends[end] ?? 0) + 1
        }
        visits.push(startVisit('east', '/productpage').then(count))
        await clock.advance(everyMs)
      }
      await running.during(Promise.all(visits))
      return ends
    },
    async ask(cluster, namespace, pod, port, path) {
      const stream = running.cluster(cluster).network.connect(namespace, pod, port)
      return await running.during(getOver(stream, path))
    },
    close: () => mesh.close(),
  }
  return running
}

const imageOf = (workload: string) => `docker.io/istio/examples-bookinfo-${workload}:1.20.3`

export function getOver(
  stream: Duplex | undefined,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  if (stream === undefined) return Promise.reject(new Error('nothing listens there'))
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        path,
        host: 'localhost',
        headers: { connection: 'close', ...headers },
        createConnection: () => stream,
      },
      async (response) => {
        let body = ''
        for await (const chunk of response) body += chunk
        stream.destroy()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      },
    )
    sent.once('error', reject)
    sent.end()
  })
}

/** Bookinfo in east and west as it stands once every pod is ready, with an ingress gateway and istiod in each. */
export async function runningBookinfo(): Promise<
  RunningMesh & { readonly pods: Readonly<Record<string, Pod>> }
> {
  const running = await runningMesh()
  const pods: Record<string, Pod> = {}
  for (const cluster of ['east', 'west']) {
    const system = { namespace: 'istio-system', sidecar: false }
    await running.run(cluster, 'istiod', {
      ...system,
      labels: { app: 'istiod', istio: 'pilot' },
      container: { name: 'discovery', ports: [{ containerPort: 15014 }] },
    })
    await running.run(cluster, 'istio-ingressgateway', {
      ...system,
      labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
      container: { name: 'istio-proxy' },
    })
    await applyObjects(running.apis[cluster]!, bookinfoObjects(cluster))
  }
  const placed: Record<string, string[]> = {
    east: ['productpage-v1', 'details-v1', 'ratings-v1', 'reviews-v1', 'reviews-v2'],
    west: ['reviews-v3', 'ratings-v1'],
  }
  for (const [cluster, workloads] of Object.entries(placed)) {
    for (const workload of workloads) {
      const container = { ports: [{ containerPort: 9080 }] }
      pods[`${cluster} ${workload}`] = await running.run(cluster, workload, { container })
    }
    for (const app of new Set(workloads.map((one) => one.split('-')[0]!))) {
      const behind = workloads.filter((one) => one.startsWith(app)).map((one) => pods[`${cluster} ${one}`]!)
      await running.endpoints(cluster, app, behind)
    }
  }
  await running.clock.advance(1000)
  return { ...running, pods }
}
