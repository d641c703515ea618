/**
 * The parts put together: for each cluster a control plane, nodes and a Prometheus; over all of them one mesh. What
 * talks to a cluster does so through its API alone.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { ClusterFault } from '#shared/model/faults.ts'
import type { SandboxInfo, SandboxOptions } from '#shared/model/sandbox.ts'
import { createCertificates } from './api-server/certificates.ts'
import { applyBookinfo } from './bookinfo/apply-bookinfo.ts'
import { bookinfoReady } from './bookinfo/bookinfo-ready.ts'
import { startBookinfoTraffic } from './bookinfo/bookinfo-traffic.ts'
import { type Clock, systemClock } from './clock.ts'
import type { ClusterApi } from './cluster-api.ts'
import { clusterNames } from './cluster-names.ts'
import type { Closers, ClusterPart } from './cluster-part.ts'
import { createMesh, type Mesh } from './data-plane/create-mesh.ts'
import { tlsTarget } from './data-plane/gateway-servers.ts'
import { startK6Operator } from './k6-operator/k6-operator.ts'
import { applyObjects } from './mesh-system/apply-objects.ts'
import { showIngressPorts } from './mesh-system/ingress-ports.ts'
import { istiodWebhook } from './mesh-system/istiod-webhook.ts'
import { systemObjects } from './mesh-system/system-objects.ts'
import { startOwnCluster } from './own-cluster.ts'
import { noLines } from './pod-network.ts'
import { noPrograms, type Programs } from './programs.ts'
import { createMetrics } from './prometheus/create-metrics.ts'
import { attachCluster } from './remote/attached-cluster.ts'
import { createScaleMetrics } from './scale/scale-metrics.ts'
import { scaleScraping, startScale } from './scale/start-scale.ts'
import { seededRandom } from './seeded-random.ts'
import { serviceReady } from './service-ready.ts'
import { writeKubeconfig } from './write-kubeconfig.ts'

export interface Sandbox {
  readonly info: SandboxInfo
  applyBookinfo(): Promise<void>
  faults(): ClusterFault[]
  setFault(fault: ClusterFault, on: boolean): Promise<void>
  /** Ends every part and removes the kubeconfig. */
  close(): Promise<void>
}

const log = (line: string) => void process.stderr.write(`sandbox: ${line}\n`)

/** Resolves when every part answers; on a failure what was started is ended again. */
export async function startSandbox(options: SandboxOptions, clock: Clock = systemClock): Promise<Sandbox> {
  const closers: Closers = []
  const close = async () => {
    for (const one of closers.toReversed()) await one()
  }
  try {
    return { ...(await assemble(options, clock, closers)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function assemble(
  options: SandboxOptions,
  clock: Clock,
  closers: Closers,
): Promise<Omit<Sandbox, 'close'>> {
  let mesh: Mesh | undefined
  const meshOf = (name: string) => mesh?.clusters.find((one) => one.name === name)
  const clusters = await startClusters(options, clock, meshOf, closers)

  const made = await createMesh({
    clusters: clusters.map(({ name, api, meshApi, prometheus }) => ({
      name,
      api: meshApi,
      prometheus: prometheus.handler,
      onIngressPorts: (ports, tcp) =>
        void showIngressPorts(api, ports, tcp).catch((error: unknown) =>
          log(`ports of the ingress: ${error}`),
        ),
    })),
    clock,
    random: seededRandom(options.seed),
    createMetrics: options.scale === undefined ? createMetrics : createScaleMetrics,
    scrapesNodes: options.scale === undefined,
  })
  mesh = made
  closers.push(() => made.close())
  await Promise.all(
    clusters.map(({ name, api }) =>
      applyObjects(api, systemObjects(name, { ingress: meshOf(name)?.ingressPorts ?? new Map() })),
    ),
  )
  await made.whenReady()
  await Promise.all(clusters.map(({ api }) => serviceReady(api, 'istio-system', 'prometheus')))

  // Bookinfo is laid out over the first two, whatever they are called.
  const places = clusterNames(clusters.length)
  const apis = clusters.map(({ api }, index) => ({ name: places[index] ?? '', api }))
  if (options.bookinfo) await applyBookinfo(apis)
  await startLoad(options, clock, closers, clusters, made)
  startTraffic(options, clock, closers, apis, made)
  const kubeconfig = options.controlPlane ?? options.kubeconfig
  for (const { api } of clusters) {
    const operator = startK6Operator({ api, clock, log })
    closers.push(() => operator.close())
  }
  const entries = clusters.map(({ entry }) => entry).filter((entry) => entry !== undefined)
  if (entries.length > 0) {
    await writeKubeconfig(kubeconfig, entries)
    closers.push(() => rm(kubeconfig, { force: true }))
  }
  return {
    info: {
      kubeconfig,
      clusters: clusters.map(({ name, server, entry, prometheus }) => ({
        context: name,
        server,
        ...(entry === undefined ? {} : { token: entry.token }),
        prometheus: prometheus.url,
        ingress: `http://127.0.0.1:${meshOf(name)?.ingressPort}`,
        ingressTls: `https://127.0.0.1:${meshOf(name)?.ingressPorts.get(tlsTarget)}`,
        metricsTargets: prometheus.metricsTargetsUrl,
      })),
    },
    applyBookinfo: () => applyBookinfo(apis),
    faults: () =>
      clusters.flatMap(({ name, faults }) => faults.list().map((fault) => ({ context: name, fault }))),
    async setFault({ context, fault }, on) {
      const cluster = clusters.find(({ name }) => name === context)
      if (cluster === undefined) throw new Error(`there is no cluster "${context}" here`)
      await cluster.faults.set(fault, on)
    },
  }
}

async function startLoad(
  { scale, seed }: SandboxOptions,
  clock: Clock,
  closers: Closers,
  parts: readonly ClusterPart[],
  mesh: Mesh,
): Promise<void> {
  if (scale === undefined) return
  const clusters = parts.map(({ api }, index) => ({ api, pods: () => mesh.clusters[index]?.pods() ?? [] }))
  const { close } = await startScale({ namespaces: scale, clusters, clock, random: seededRandom(seed) })
  closers.push(close)
}

/** Requests to Bookinfo once all of it is there: earlier ones would draw calls that fail into the graph. */
function startTraffic(
  { trafficPerSecond }: SandboxOptions,
  clock: Clock,
  closers: Closers,
  apis: readonly { readonly name: string; readonly api: ClusterApi }[],
  mesh: Mesh,
): void {
  const [first] = mesh.clusters
  if (trafficPerSecond === undefined || first === undefined) return
  const ended = new AbortController()
  closers.push(() => ended.abort())
  void bookinfoReady(apis, clock, ended.signal).then(() => {
    if (ended.signal.aborted) return
    const { close } = startBookinfoTraffic(first.ingressPort, trafficPerSecond, clock)
    ended.signal.addEventListener('abort', close)
  })
}

async function startClusters(
  { clusters, seed, controlPlane, scale }: SandboxOptions,
  clock: Clock,
  meshOf: (name: string) => Mesh['clusters'][number] | undefined,
  closers: Closers,
): Promise<ClusterPart[]> {
  const targetsOf = (name: string) => meshOf(name)?.targets() ?? []
  const scraping = scale === undefined ? {} : scaleScraping
  /** Nodes are there before the mesh that runs their programs. */
  const programsOf = (name: string): Programs => ({
    has: (container) => meshOf(name)?.programs.has(container) ?? false,
    start: (pod, container) => (meshOf(name)?.programs ?? noPrograms).start(pod, container),
  })
  const randomOf = (index: number) => seededRandom(seed * 100 + index)
  if (controlPlane !== undefined) {
    const random = randomOf(0)
    return [
      await attachCluster(
        { kubeconfig: controlPlane, clock, random, log, targets: targetsOf, scraping, programs: programsOf },
        closers,
      ),
    ]
  }
  const certificates = await createCertificates(clock.now())
  const token = randomBytes(32).toString('base64url')
  const parts: ClusterPart[] = []
  for (const [index, name] of clusterNames(clusters).entries()) {
    parts.push(
      await startOwnCluster(
        {
          name,
          podCidr: `10.${244 + index}.0.0/16`,
          ...{ clock, random: randomOf(index), log, certificates, token },
          network: {
            connect: (namespace, pod, port) => meshOf(name)?.network.connect(namespace, pod, port),
            log: (...container) => meshOf(name)?.network.log(...container) ?? noLines,
            attach: (...container) => meshOf(name)?.network.attach(...container),
            exec: async (...command) => {
              const network = meshOf(name)?.network
              if (network === undefined) throw new Error('the nodes are not there yet')
              return await network.exec(...command)
            },
          },
          admission: istiodWebhook(
            clock,
            () => meshOf(name)?.istiodState() ?? 'serves',
            (review) => meshOf(name)?.reviewed(review),
          ),
          targets: () => targetsOf(name),
          workingPods: () => meshOf(name)?.pods() ?? [],
          programs: programsOf(name),
          scraping,
        },
        closers,
      ),
    )
  }
  return parts
}
