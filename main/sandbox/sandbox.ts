/**
 * The parts put together: for each cluster an API server with its controllers and kubelet and a Prometheus; over all of
 * them one mesh. What talks to a cluster does so through its API alone.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { SandboxInfo, SandboxOptions } from '#shared/model/sandbox.ts'
import { type ApiServer, startApiServer } from './api-server/api-server.ts'
import { createCertificates } from './api-server/certificates.ts'
import { applyBookinfo } from './bookinfo/apply-bookinfo.ts'
import { type Clock, systemClock } from './clock.ts'
import { clusterNames } from './cluster-names.ts'
import { startControllers } from './controllers/start-controllers.ts'
import { createMesh, type Mesh } from './data-plane/create-mesh.ts'
import { startKubelet } from './kubelet/start-kubelet.ts'
import { applyObjects } from './mesh-system/apply-objects.ts'
import { systemObjects } from './mesh-system/system-objects.ts'
import type { PodNetwork } from './pod-network.ts'
import { createMetrics } from './prometheus/create-metrics.ts'
import { type EmbeddedPrometheus, startPrometheus } from './prometheus/embedded-prometheus.ts'
import { seededRandom } from './seeded-random.ts'
import { serviceReady } from './service-ready.ts'
import { writeKubeconfig } from './write-kubeconfig.ts'

export interface Sandbox {
  readonly info: SandboxInfo
  applyBookinfo(): Promise<void>
  /** Ends every part and removes the kubeconfig. */
  close(): Promise<void>
}

interface Cluster {
  readonly name: string
  readonly server: ApiServer
  readonly prometheus: EmbeddedPrometheus
}

const log = (line: string) => void process.stderr.write(`sandbox: ${line}\n`)

/** Resolves when every part answers; on a failure what was started is ended again. */
export async function startSandbox(options: SandboxOptions, clock: Clock = systemClock): Promise<Sandbox> {
  const closers: (() => void | Promise<void>)[] = []
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
  closers: (() => void | Promise<void>)[],
): Promise<Omit<Sandbox, 'close'>> {
  const certificates = await createCertificates(clock.now())
  const token = randomBytes(32).toString('base64url')
  let mesh: Mesh | undefined
  const meshOf = (name: string) => mesh?.clusters.find((one) => one.name === name)

  const clusters: Cluster[] = []
  for (const [index, name] of clusterNames(options.clusters).entries()) {
    const network: PodNetwork = {
      connect: (namespace, pod, port) => meshOf(name)?.network.connect(namespace, pod, port),
      log: (namespace, pod, container) => meshOf(name)?.network.log(namespace, pod, container) ?? [],
    }
    const server = await startApiServer({
      name,
      clock,
      certificates,
      token,
      network,
    })
    closers.push(() => server.close())
    const controllers = startControllers({ api: server.api, clock, log })
    closers.push(() => controllers.close())
    const kubelet = startKubelet({
      api: server.api,
      clock,
      random: seededRandom(options.seed * 100 + index),
      log,
      nodeNames: [`${name}-node-1`, `${name}-node-2`],
      podCidr: `10.${244 + index}.0.0/16`,
    })
    closers.push(() => kubelet.close())
    const prometheus = await startPrometheus({ clock, targets: () => meshOf(name)?.targets() ?? [] })
    closers.push(() => prometheus.close())
    clusters.push({ name, server, prometheus })
  }

  const made = await createMesh({
    clusters: clusters.map(({ name, server, prometheus }) => ({
      name,
      api: server.api,
      prometheus: prometheus.handler,
    })),
    clock,
    random: seededRandom(options.seed),
    createMetrics,
  })
  mesh = made
  closers.push(() => made.close())
  await Promise.all(
    clusters.map(({ name, server }) =>
      applyObjects(server.api, systemObjects(name, { ingress: meshOf(name)?.ingressPort ?? 0 })),
    ),
  )
  await made.whenReady()
  await Promise.all(clusters.map(({ server }) => serviceReady(server.api, 'istio-system', 'prometheus')))

  const apis = clusters.map(({ name, server }) => ({ name, api: server.api }))
  if (options.bookinfo) await applyBookinfo(apis)
  await writeKubeconfig(
    options.kubeconfig,
    clusters.map(({ name, server }) => ({ name, server: server.url, caPem: certificates.caPem, token })),
  )
  closers.push(() => rm(options.kubeconfig, { force: true }))
  return {
    info: {
      kubeconfig: options.kubeconfig,
      clusters: clusters.map(({ name, server, prometheus }) => ({
        context: name,
        server: server.url,
        prometheus: prometheus.url,
        ingress: `http://127.0.0.1:${meshOf(name)?.ingressPort}`,
        metricsTargets: prometheus.metricsTargetsUrl,
      })),
    },
    applyBookinfo: () => applyBookinfo(apis),
  }
}
