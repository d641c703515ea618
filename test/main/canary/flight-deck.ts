/**
 * A cluster for the canary's tests, on a clock that the test moves: the sandbox's controllers, kubelets and istiod over
 * the small API server, a gateway through which a client sends a request every 20 ms, and metrics that the test sets.
 */

import { type Canaries, createCanaries } from '#main/canary/canaries.ts'
import type { Prometheus } from '#main/prometheus/prometheus.ts'
import { seededRandom } from '#main/sandbox/seeded-random.ts'
import type { CanaryView } from '#shared/model/canary.ts'
import type { Gateway, VirtualService } from '#shared/model/istio.ts'
import {
  type Deployment,
  type KubeObject,
  type Pod,
  type Resource,
  resources,
  type Service,
} from '#shared/model/kube.ts'
import { startControllers } from '../../../main/sandbox/controllers/start-controllers.ts'
import { followCluster } from '../../../main/sandbox/data-plane/cluster-objects.ts'
import { createIstiod } from '../../../main/sandbox/data-plane/istiod.ts'
import { createPodRuntime } from '../../../main/sandbox/data-plane/pod-runtime.ts'
import { route } from '../../../main/sandbox/data-plane/route.ts'
import { startKubelet } from '../../../main/sandbox/kubelet/start-kubelet.ts'
import { createMetrics } from '../../../main/sandbox/prometheus/create-metrics.ts'
import { deploymentObject, namespaceObject, serviceObject } from '../../support/cluster-objects.ts'
import { type FakeCluster, fakeCluster } from '../../support/fake-cluster.ts'
import { type FakeClusterApi, fakeClusterApi } from '../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../support/manual-clock.ts'

export const namespace = 'shop'
export const target = 'web'
export const ref = { context: 'test', namespace, name: target }

export interface FlightDeck {
  readonly clock: ManualClock
  readonly api: FakeClusterApi
  readonly cluster: FakeCluster
  readonly canaries: Canaries
  /** What Prometheus says of the canary; undefined says nothing at all. */
  readonly metrics: { successRate: number | undefined; p99: number | undefined }
  /** Requests that got no answer, with why. */
  readonly lost: string[]
  sent(): number
  /** Answers by workload. */
  readonly answers: Map<string, number>
  view(): CanaryView | undefined
  setImage(tag: string): Promise<void>
  /** One more Aviary on the same cluster. */
  another(identity: string, drive?: boolean): Canaries
  /** The istiod can be asked; true at first. */
  syncz: boolean
  objects(): Record<string, unknown>
  readyPods(deployment: string): number
  close(): Promise<void>
}

export interface DeckOptions {
  /** Without one the client is a sidecar of the mesh. */
  readonly virtualService?: VirtualService | null
  readonly drive?: boolean
}

const userRoute: VirtualService = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'web', namespace, labels: { team: 'shop' } },
  spec: {
    hosts: ['*'],
    gateways: ['door'],
    http: [
      { match: [{ uri: { prefix: '/old' } }], redirect: { uri: '/' } },
      { name: 'all', timeout: '5s', route: [{ destination: { host: 'web', port: { number: 80 } } }] },
    ],
  },
}

const door: Gateway = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'door', namespace },
  spec: {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  },
}

const requestMs = 20
const answerMs = 60

export async function flightDeck({
  virtualService = userRoute,
  drive = true,
}: DeckOptions = {}): Promise<FlightDeck> {
  const clock = manualClock()
  const random = seededRandom(7)
  const api = fakeClusterApi(clock)
  const closing = new AbortController()
  const log = () => undefined
  await api.create(resources.namespace, namespaceObject(namespace))
  const controllers = startControllers({ api, clock, log })
  const kubelet = startKubelet({ api, clock, log, random, nodeNames: ['n1', 'n2'], podCidr: '10.244.0.0/16' })
  const followed = followCluster(
    'test',
    api,
    {
      onObject: () => undefined,
      onConfig: () => istiod.configChanged('config'),
      onServices: () => istiod.configChanged('service'),
      onEndpoints: () => istiod.endpointsChanged(),
      onPod: () => undefined,
    },
    closing.signal,
  )
  function meshObjects() {
    return {
      cluster: 'test',
      clusters: [followed.services()],
      virtualServices: followed.virtualServices(),
      destinationRules: [],
      gateways: followed.gateways(),
      peerAuthentications: [],
      authorizationPolicies: [],
      serviceEntries: [],
      sidecars: [],
      registryOnly: false,
    }
  }

  const istiod = createIstiod({
    cluster: 'test',
    clock,
    random,
    objects: meshObjects,
    onPush: () => undefined,
    onChange: () => undefined,
    onSync: () => undefined,
    onRefusal: () => undefined,
  })
  istiod.start()
  const gatewayPod = await api.create<Pod>(resources.pod, proxyPod('ingress', { istio: 'ingressgateway' }))
  const clientPod = await api.create<Pod>(resources.pod, proxyPod('client', { app: 'client' }))
  const runtime = (pod: Pod) =>
    createPodRuntime(
      pod,
      'test',
      createMetrics(),
      () => ({}) as ReturnType<Parameters<typeof createPodRuntime>[3]>,
    )
  const gateway = runtime(gatewayPod)
  const client = runtime(clientPod)
  istiod.connect(gateway)
  istiod.connect(client)

  await api.create(resources.gateway, door)
  await api.create<Service>(
    resources.service,
    serviceObject(target, { ports: [{ name: 'http', port: 80, targetPort: 9080 }] }),
  )
  await api.create<Deployment>(resources.deployment, deploymentObject(target, imageOf('1')))
  if (virtualService !== null) await api.create(resources.virtualService, virtualService)

  const metrics: FlightDeck['metrics'] = { successRate: 100, p99: 100 }
  const prometheus = {
    context: 'test',
    where: 'here',
    query: async (expr: string) => {
      const value = expr.startsWith('histogram_quantile') ? metrics.p99 : metrics.successRate
      return value === undefined ? [] : [{ labels: {}, at: clock.now() / 1000, value }]
    },
  } as unknown as Prometheus

  const deck = { syncz: true }
  const cluster = fakeCluster('test', api, sentence)
  const another = (identity: string, drives = true) =>
    createCanaries(
      {
        contexts: () => ['test'],
        onContextsChange: () => () => undefined,
        cluster: () => cluster,
        prometheus: async () => prometheus,
        identity,
        now: clock.now,
        after: clock.after,
        drive: drives,
        log,
      },
      async () => {
        if (!deck.syncz) throw new Error('istiod does not answer')
        return istiod.syncz()
      },
    )

  const lost: string[] = []
  const answers = new Map<string, number>()
  let sent = 0
  const request = {
    host: 'web',
    port: 80,
    path: '/',
    method: 'GET',
    headers: {},
    source: { namespace, labels: {} },
  }
  const sendOne = () => {
    sent++
    const from = virtualService === null ? client : gateway
    const routed = route(istiod.tableOf(from), request as never, random)
    if (routed.to === 'answer') {
      lost.push(`${routed.answer.status} ${routed.answer.flags}`)
      return
    }
    const pod = podOf(routed.endpoint.pod ?? '')
    if (!isServing(pod)) {
      lost.push(`${routed.endpoint.pod} is not serving`)
      return
    }
    const workload = pod === undefined ? '?' : workloadOf(pod)
    answers.set(workload, (answers.get(workload) ?? 0) + 1)
    clock.after(answerMs, () => {
      if (!isServing(podOf(routed.endpoint.pod ?? '')))
        lost.push(`${routed.endpoint.pod} ended in mid-request`)
    })
  }
  const podOf = (key: string) =>
    api.all<Pod>(resources.pod).find((pod) => `${pod.metadata.namespace}/${pod.metadata.name}` === key)
  const isServing = (pod: Pod | undefined) =>
    pod !== undefined && pod.metadata.deletionTimestamp === undefined

  await clock.until(
    () => (api.one<Deployment>(resources.deployment, namespace, target).status?.availableReplicas ?? 0) === 2,
  )
  await clock.advance(500)
  let stopped = false
  const keepSending = () => {
    if (stopped) return
    sendOne()
    clock.after(requestMs, keepSending)
  }
  keepSending()

  const canaries = another('me@here', drive)
  await canaries.ready()
  return {
    clock,
    api,
    cluster,
    canaries,
    metrics,
    lost,
    answers,
    another,
    sent: () => sent,
    view: () => canaries.views().find((one) => one.name === target),
    async setImage(tag) {
      const { spec } = api.one<Deployment>(resources.deployment, namespace, target)
      const containers = spec.template.spec.containers.map((one) => ({ ...one, image: imageOf(tag) }))
      await api.patch(resources.deployment, namespace, target, {
        spec: { template: { spec: { containers } } },
      })
    },
    get syncz() {
      return deck.syncz
    },
    set syncz(answers: boolean) {
      deck.syncz = answers
    },
    objects: () => asWritten(api),
    readyPods: (deployment) =>
      api
        .all<Pod>(resources.pod, namespace)
        .filter((pod) => workloadOf(pod) === deployment)
        .filter((pod) => pod.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'))
        .length,
    async close() {
      stopped = true
      const closed = canaries.close()
      await clock.advance(2000)
      await closed
      closing.abort()
      controllers.close()
      kubelet.close()
      istiod.stop()
    },
  }
}

const workloadOf = ({ metadata }: Pod) => metadata.name.replace(/-[^-]+-[^-]+$/, '')

export const imageOf = (tag: string) => `registry/web:${tag}`

function proxyPod(name: string, labels: Record<string, string>): Pod {
  const node = { nodeName: 'elsewhere' }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { ...node, containers: [{ name: 'istio-proxy', image: 'proxy' }] },
    status: { phase: 'Running' },
  }
}

/** What a person wrote of each object, by name. */
function asWritten(api: FakeClusterApi): Record<string, unknown> {
  const kinds = [
    resources.deployment,
    resources.service,
    resources.virtualService,
    resources.configMap,
    resources.lease,
  ]
  const entries = kinds.flatMap((resource) =>
    api
      .all(resource, namespace)
      .map((object) => [`${resource.kind} ${object.metadata.name}`, essence(object)] as const),
  )
  return Object.fromEntries(entries)
}

function essence({ metadata, status: _status, ...rest }: KubeObject): unknown {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith('deployment.kubernetes.io/'),
  )
  return structuredClone({
    ...rest,
    labels: metadata.labels ?? {},
    annotations: Object.fromEntries(annotations),
  })
}

/** The writes that order matters for, as short as they can be told. */
function sentence(
  verb: string,
  resource: Resource,
  object: KubeObject,
  before?: KubeObject,
): string | undefined {
  const { name } = object.metadata
  switch (resource.kind) {
    case 'ConfigMap':
      return verb === 'patch' ? undefined : `${verb} ConfigMap`
    case 'Lease':
      return verb === 'patch' ? undefined : `${verb} Lease`
    case 'VirtualService':
      return verb === 'delete'
        ? `delete VirtualService ${name}`
        : `route ${routeText(object as VirtualService)}`
    case 'Deployment':
      return deploymentText(verb, object as Deployment, before as Deployment | undefined)
    case 'Service': {
      const selector = Object.values((object as Service).spec.selector ?? {}).join()
      return verb === 'patch' ? `point ${name} at ${selector}` : `${verb} Service ${name}`
    }
    default:
      return `${verb} ${resource.kind} ${name}`
  }
}

const routeText = (vs: VirtualService) =>
  (vs.spec.http?.at(-1)?.route ?? []).map((one) => `${one.destination.host} ${one.weight ?? 100}`).join(', ')

function deploymentText(verb: string, after: Deployment, before: Deployment | undefined): string {
  const { name } = after.metadata
  const image = (one: Deployment) => one.spec.template.spec.containers[0]?.image.split(':')[1] ?? ''
  if (before === undefined || verb === 'delete') return `${verb} Deployment ${name}`
  if (image(before) !== image(after)) return `update ${name} to ${image(after)}`
  return `scale ${name} to ${after.spec.replicas}`
}
