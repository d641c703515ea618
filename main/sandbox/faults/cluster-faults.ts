/** The faults of one cluster: which are set, and what setting and clearing them does. */
import { type Fault, faultNames } from '#shared/model/faults.ts'
import type { Around } from '../around.ts'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import { createApiFaults } from './api-faults.ts'
import { sayNodeIsSilent, setIstiodDown, setIstiodHung } from './break-cluster.ts'
import { createLostNodes, type LostNodes } from './lost-nodes.ts'
import { prometheusFaults } from './prometheus-faults.ts'

export interface ClusterFaults {
  readonly api: Around
  readonly prometheus: Around
  readonly nodes: LostNodes
  list(): Fault[]
  set(fault: Fault, on: boolean): Promise<void>
}

export interface FaultyCluster {
  readonly api: ClusterApi
  readonly firstNode: string
  /** False where the API server is somebody else's: there it tells of lost nodes itself, and cannot be broken. */
  readonly ownControlPlane: boolean
  /** Forgets all old versions, where the API server is the sandbox's own. */
  readonly compact?: () => void
}

export function createClusterFaults(clock: Clock, cluster: () => FaultyCluster): ClusterFaults {
  const active = new Set<Fault>()
  const apiFaults = createApiFaults(active, clock)
  const nodes = createLostNodes()

  async function apply(fault: Fault, on: boolean): Promise<void> {
    const { api, firstNode, ownControlPlane, compact } = cluster()
    if (fault.startsWith('api-')) {
      if (!ownControlPlane) throw new Error('this API server is not the sandbox’s own and cannot be broken')
      if (on) apiFaults.cutWatches()
      // Lists in pages have expired with the watches.
      if (on && fault === 'api-watches-expired') compact?.()
    }
    if (fault === 'istiod-down') await setIstiodDown(api, on)
    if (fault === 'istiod-hung') await setIstiodHung(api, on)
    if (fault === 'node-lost') {
      nodes.set(firstNode, on)
      if (on && ownControlPlane) await sayNodeIsSilent(api, firstNode, clock)
    }
  }

  return {
    api: apiFaults.around,
    prometheus: prometheusFaults(active, clock),
    nodes,
    list: () => faultNames.filter((fault) => active.has(fault)),
    async set(fault, on) {
      if (active.has(fault) === on) return
      if (on) active.add(fault)
      else active.delete(fault)
      try {
        await apply(fault, on)
      } catch (error) {
        if (on) active.delete(fault)
        throw error
      }
    },
  }
}
