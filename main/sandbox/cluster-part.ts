/** One cluster of a sandbox: its control plane, of our own or somebody else's, with our nodes and our Prometheus. */
import type { ClusterApi } from './cluster-api.ts'
import type { ClusterFaults } from './faults/cluster-faults.ts'
import type { KubeconfigEntry } from './kubeconfig-file.ts'
import type { HttpApi } from './prometheus/http-api.ts'

export interface ClusterPart {
  readonly name: string
  readonly api: ClusterApi
  /** The same as the mesh is to see it. */
  readonly meshApi: ClusterApi
  /** URL of the API server. */
  readonly server: string
  /** For the kubeconfig that we write; undefined where the user's own leads there. */
  readonly entry: KubeconfigEntry | undefined
  readonly faults: ClusterFaults
  readonly prometheus: {
    readonly url: string
    readonly metricsTargetsUrl: string
    readonly handler: HttpApi
  }
}

/** Other than Prometheus does by default. */
export interface Scraping {
  readonly scrapeIntervalMs?: number
  readonly retentionMs?: number
}

/** Ends of what was started, in the order of starting. */
export type Closers = (() => void | Promise<void>)[]
