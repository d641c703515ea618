/** A cluster with everything simulated: API server, controllers, nodes, Prometheus. */
import { type ApiServerOptions, startApiServer } from './api-server/api-server.ts'
import type { Closers, ClusterPart, Scraping } from './cluster-part.ts'
import { startControllers } from './controllers/start-controllers.ts'
import { createClusterFaults } from './faults/cluster-faults.ts'
import { startKubelet } from './kubelet/start-kubelet.ts'
import type { Programs } from './programs.ts'
import { startPrometheus } from './prometheus/embedded-prometheus.ts'
import type { ScrapeTarget } from './prometheus/metrics.ts'
import { startResourceMetrics } from './usage/resource-metrics.ts'
import type { WorkingPod } from './usage/usage-sampler.ts'

export interface OwnClusterOptions extends ApiServerOptions {
  /** Different in each cluster of a sandbox. */
  readonly podCidr: string
  readonly random: () => number
  readonly log: (line: string) => void
  readonly targets: () => readonly ScrapeTarget[]
  readonly workingPods: () => Iterable<WorkingPod>
  readonly programs: Programs
  readonly scraping: Scraping
}

export async function startOwnCluster(options: OwnClusterOptions, closers: Closers): Promise<ClusterPart> {
  const { name, clock, certificates, token, podCidr, random, log, targets, workingPods, programs, scraping } =
    options
  const nodeNames = [`${name}-node-1`, `${name}-node-2`] as const
  const faults = createClusterFaults(clock, () => ({
    ...{ api, firstNode: nodeNames[0], ownControlPlane: true, compact },
  }))
  const resourceMetrics = startResourceMetrics(workingPods, clock)
  closers.push(() => resourceMetrics.close())
  const { api, url, compact, close } = await startApiServer({
    ...options,
    resourceMetrics,
    around: faults.api,
  })
  closers.push(close)
  const controllers = startControllers({ api, clock, log, resourceMetrics, caPem: certificates.caPem })
  closers.push(() => controllers.close())
  const isLost = faults.nodes.has
  const kubelet = startKubelet({ api, clock, random, log, nodeNames, podCidr, isLost, programs })
  closers.push(() => kubelet.close())
  const prometheus = await startPrometheus({ clock, targets, around: faults.prometheus, ...scraping })
  closers.push(() => prometheus.close())
  const entry = { name, server: url, caPem: certificates.caPem, token }
  return { name, api, meshApi: faults.nodes.seen(api), server: url, entry, faults, prometheus }
}
