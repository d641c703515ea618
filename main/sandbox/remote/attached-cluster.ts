/**
 * A cluster whose control plane (API server, controllers, scheduler) is somebody else's: ours are only the nodes and
 * Prometheus. One that has nodes of its own is refused: there, Istio and its pods would have to be real.
 */
import { resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { Closers, ClusterPart, Scraping } from '../cluster-part.ts'
import { createClusterFaults } from '../faults/cluster-faults.ts'
import { startKubelet } from '../kubelet/start-kubelet.ts'
import type { Programs } from '../programs.ts'
import { startPrometheus } from '../prometheus/embedded-prometheus.ts'
import type { ScrapeTarget } from '../prometheus/metrics.ts'
import { readConnection } from './connection.ts'
import { installDefinitions } from './install-definitions.ts'
import { withSidecars } from './meshed-pods.ts'
import { createRemoteApi } from './remote-api.ts'

export interface AttachedClusterOptions {
  readonly kubeconfig: string
  readonly clock: Clock
  readonly random: () => number
  readonly log: (line: string) => void
  /** Of the cluster of that name. */
  readonly targets: (name: string) => readonly ScrapeTarget[]
  readonly scraping: Scraping
  /** Of the cluster of that name. */
  readonly programs: (name: string) => Programs
}

const nodeNames = ['aviary-node-1', 'aviary-node-2'] as const

export async function attachCluster(options: AttachedClusterOptions, closers: Closers): Promise<ClusterPart> {
  const { kubeconfig, clock, random, log, targets, scraping, programs } = options
  const connection = await readConnection(kubeconfig)
  const { api, close } = createRemoteApi({ connection, clock, log })
  closers.push(close)
  const nodes = await api.list(resources.node)
  const foreign = nodes.find(({ metadata }) => !nodeNames.some((name) => name === metadata.name))
  if (foreign !== undefined)
    throw new Error(
      `"${connection.name}" has nodes of its own (${foreign.metadata.name}); only a control plane without nodes is taken`,
    )
  await installDefinitions(api)
  const faults = createClusterFaults(clock, () => ({
    api,
    firstNode: nodeNames[0],
    ownControlPlane: false,
  }))
  // Pods are bound through the scheduler alone: a real API server refuses to change spec.nodeName.
  const kubelet = startKubelet({
    ...{ api, clock, random, log, nodeNames },
    podCidr: '10.244.0.0/16',
    schedules: false,
    isLost: faults.nodes.has,
    programs: programs(connection.name),
  })
  closers.push(() => kubelet.close())
  const prometheus = await startPrometheus({
    clock,
    targets: () => targets(connection.name),
    around: faults.prometheus,
    ...scraping,
  })
  closers.push(() => prometheus.close())
  return {
    name: connection.name,
    api,
    meshApi: withSidecars(faults.nodes.seen(api)),
    server: connection.server,
    entry: undefined,
    faults,
    prometheus,
  }
}
