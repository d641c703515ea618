/** A mesh over one or more clusters, multi-primary: an istiod, an ingress and a network of pods for each cluster. */
import type { Clock } from '../clock.ts'
import { noLines, type PodNetwork } from '../pod-network.ts'
import type { Programs } from '../programs.ts'
import type { Metrics, ScrapeTarget } from '../prometheus/metrics.ts'
import { createNodeTargets } from '../usage/node-metrics.ts'
import type { AppWorld } from './app.ts'
import { createCalls } from './calls.ts'
import { followCluster } from './cluster-objects.ts'
import { createEastWest } from './east-west.ts'
import { execInPod, noSuchContainer } from './exec-in-pod.ts'
import { openGatewayPorts, tellGatewayApi } from './follow-gateways.ts'
import { createGatewayFronts } from './gateway-fronts.ts'
import { plainTarget } from './gateway-servers.ts'
import { openIngress, passTlsAtGateway, serveAtGateway, serveTcpAtGateway } from './ingress.ts'
import { createIstiod, type Istiod } from './istiod.ts'
import {
  countConnection,
  countObject,
  countPush,
  countRefusal,
  countReview,
  countUpdate,
  type Review,
} from './istiod-metrics.ts'
import { drawLatencyMs } from './latency.ts'
import {
  eastWestGateways,
  gatewayApiOf,
  type IstiodState,
  ingressGateways,
  isScraped,
  istiodState,
  type MeshClusterOptions,
  meshObjectsOf,
  type Part,
} from './mesh-part.ts'
import { createOwnCertificates } from './own-certificates.ts'
import { createPodArrivals } from './pod-arrivals.ts'
import { createPodMachines } from './pod-machine.ts'
import { createPodPorts } from './pod-ports.ts'
import { logOf, type PodRuntime } from './pod-runtime.ts'
import { createPrograms } from './run-programs.ts'
import { scrapeTargetOf } from './scrape-target.ts'
import { createTlsPrograms } from './tls-programs.ts'
import { gatewaySecret } from './tls-secret.ts'

export interface MeshOptions {
  readonly clusters: readonly MeshClusterOptions[]
  readonly clock: Clock
  readonly random: () => number
  /** Whether what containers take is told, too. */
  readonly scrapesNodes?: boolean
  readonly createMetrics: (histogramBounds?: readonly number[]) => Metrics
}

export interface MeshCluster {
  readonly name: string
  readonly network: PodNetwork
  readonly programs: Programs
  /** The ingress gateway on 127.0.0.1, in plain HTTP. */
  readonly ingressPort: number
  /** Local ports by those of the gateway's pods. */
  readonly ingressPorts: ReadonlyMap<number, number>
  istiodState(): IstiodState
  targets(): ScrapeTarget[]
  pods(): Iterable<PodRuntime>
  /** istiod's webhook has looked at an object. */
  reviewed(review: Review): void
}

export interface Mesh {
  readonly clusters: readonly MeshCluster[]
  /** Resolves when istiod and the gateways of every cluster run. */
  whenReady(): Promise<void>
  close(): Promise<void>
}

function isReady(part: Part): boolean {
  const betweenClusters = eastWestGateways(part)
  return part.serving !== undefined && ingressGateways(part).length > 0 && betweenClusters?.length !== 0
}

/** On the wire; what a program of the mesh sends to another. */
const hopRequestBytes = 640

export async function createMesh(options: MeshOptions): Promise<Mesh> {
  const { clusters, clock, random, createMetrics, scrapesNodes = true } = options
  const stop = new AbortController()
  const parts: Part[] = clusters.map((options) => ({
    options,
    pods: new Map(),
    gateways: [],
    eastWestGateways: [],
    objects: undefined,
    istiod: undefined,
    ingress: undefined,
    serving: undefined,
  }))
  const partOf = new Map(parts.map((part) => [part.options.name, part]))
  const worlds = new WeakMap<PodRuntime, AppWorld>()
  const waiting = new Set<() => void>()
  const wait = (ms: number) => new Promise<void>((done) => void clock.after(ms, done))

  const eastWest = createEastWest((cluster) => {
    const part = partOf.get(cluster)
    return part && eastWestGateways(part)
  }, random)
  const certificates = createOwnCertificates(clock)
  const tlsPrograms = createTlsPrograms({
    certificates,
    secretOf: (pod, name) => gatewaySecret(partOf.get(pod.cluster)?.objects, pod, name),
  })
  const calls = createCalls({
    clock,
    random,
    findPod: (cluster, pod) => partOf.get(cluster)?.pods.get(pod),
    tableOf: (pod) => istiodOf(pod.cluster).tableOf(pod),
    localityOf: (pod) => partOf.get(pod.cluster)?.objects?.localityOf(pod.key) ?? '',
    mtlsModeOf: (pod, port) => istiodOf(pod.cluster).mtlsModeOf(pod, port),
    authorizationOf: (pod, request) =>
      pod.downstream.watched(istiodOf(pod.cluster).authorizationOf(pod, request)),
    authenticationOf: (pod, request) => istiodOf(pod.cluster).authenticationOf(pod, request),
    eastWest,
    worldOf,
    tlsPrograms,
  })
  const fronts = createGatewayFronts({
    tableOf: (pod) => istiodOf(pod.cluster).tableOf(pod),
    secretOf: (pod, credential) => gatewaySecret(partOf.get(pod.cluster)?.objects, pod, credential),
    serve: serveAtGateway(calls),
    serveTcp: serveTcpAtGateway(calls),
    passTls: passTlsAtGateway(calls),
  })

  function istiodOf(cluster: string): Istiod {
    const istiod = partOf.get(cluster)?.istiod
    if (istiod === undefined) throw new Error(`cluster ${cluster} is not part of this mesh`)
    return istiod
  }

  function worldOf(pod: PodRuntime): AppWorld {
    let world = worlds.get(pod)
    if (world === undefined) {
      world = {
        pod: pod.pod.metadata.name,
        work: (medianMs) => wait(drawLatencyMs(medianMs, random)),
        call: (host, port, path, headers) =>
          calls.send(pod, { host, port, method: 'GET', path, headers, bytes: hopRequestBytes + path.length }),
      }
      worlds.set(pod, world)
    }
    return world
  }

  const arrivals = createPodArrivals({
    ...{ clock, random, wait, createMetrics, send: calls.send, eastWest },
    onChange() {
      for (const look of waiting) look()
    },
  })

  for (const part of parts) {
    part.istiod = createIstiod({
      cluster: part.options.name,
      clock,
      random,
      objects: () => meshObjectsOf(part, parts),
      onSync(_proxy, isFirst) {
        if (part.serving !== undefined) countConnection(part.serving.metrics, isFirst)
      },
      onRefusal(proxy, count) {
        if (part.serving !== undefined) countRefusal(part.serving.metrics, proxy, count)
      },
      onChange(trigger) {
        if (part.serving !== undefined) countUpdate(part.serving.metrics, trigger)
      },
      onPush(pushed) {
        const objects = meshObjectsOf(part, parts)
        if (pushed.full) {
          void openGatewayPorts(part, objects.gateways)
          void tellGatewayApi(part.options.api, clock, gatewayApiOf(part, parts))
        }
        if (part.serving !== undefined) countPush(part.serving.metrics, pushed, objects)
      },
    })
    part.objects = followCluster(
      part.options.name,
      part.options.api,
      {
        onObject(resource, type) {
          if (part.serving !== undefined) countObject(part.serving.metrics, resource, type)
        },
        onConfig: () => part.istiod?.configChanged('config'),
        onServices: () => parts.forEach((one) => void one.istiod?.configChanged('service')),
        onEndpoints: () => parts.forEach((one) => void one.istiod?.endpointsChanged()),
        onPod: (key, pod) => arrivals.onPod(part, key, pod),
      },
      stop.signal,
    )
  }

  const opened = await Promise.all(
    parts.map(async (part) => {
      const { name, prometheus, ingressPort } = part.options
      const ingress = await openIngress(
        fronts.open(() => ingressGateways(part)),
        ingressPort,
      )
      part.ingress = ingress
      const ports = createPodPorts({
        ...{ calls, istiod: istiodOf(name), frontOf: fronts.of, prometheus, tlsPrograms, certificates },
      })
      const machineOf = createPodMachines({
        clock,
        api: part.options.api,
        send: calls.send,
        connect: ports.connect,
        podAt: (address) => [...part.pods.values()].find(({ pod }) => pod.status?.podIP === address),
        services: () => part.objects?.services().services ?? [],
      })
      const network: PodNetwork = {
        exec(namespace, pod, container, command, process) {
          const runtime = part.pods.get(`${namespace}/${pod}`)
          return runtime === undefined
            ? noSuchContainer(container)
            : execInPod(runtime, container, command, process, machineOf)
        },
        connect(namespace, pod, port) {
          const runtime = part.pods.get(`${namespace}/${pod}`)
          return runtime === undefined ? undefined : ports.connect(runtime, port)
        },
        attach(namespace, pod, container, streams) {
          const runtime = part.pods.get(`${namespace}/${pod}`)
          return runtime?.container.name === container ? runtime.console?.attach(streams) : undefined
        },
        log(namespace, pod, container, logPart) {
          const runtime = part.pods.get(`${namespace}/${pod}`)
          return runtime === undefined ? noLines : logOf(runtime, container, logPart)
        },
      }
      const nodeTargets = createNodeTargets(() => part.pods.values(), clock)
      const cluster: MeshCluster = {
        name,
        network,
        programs: createPrograms({
          clock,
          podOf: (key) => part.pods.get(key),
          machineOf,
        }),
        ingressPort: ingress.ports.get(plainTarget) ?? 0,
        ingressPorts: ingress.ports,
        istiodState: () => istiodState(part),
        targets: () => [
          ...[...part.pods.values()].filter((pod) => pod.listens && isScraped(pod)).map(scrapeTargetOf),
          ...(scrapesNodes ? nodeTargets() : []),
        ],
        pods: () => part.pods.values(),
        reviewed: (review) => part.serving && countReview(part.serving.metrics, review),
      }
      return { cluster, ingress, ports }
    }),
  )

  return {
    clusters: opened.map((one) => one.cluster),
    whenReady: () =>
      new Promise((resolve) => {
        const look = () => {
          if (!parts.every(isReady)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async close() {
      stop.abort()
      arrivals.stop()
      for (const part of parts) part.istiod?.stop()
      for (const { ports } of opened) ports.close()
      fronts.close()
      tlsPrograms.close()
      await Promise.all(opened.map(({ ingress }) => ingress.close()))
    },
  }
}
