import type { Cluster } from '../kube/cluster.ts'
import type { Prometheus } from '../prometheus/prometheus.ts'

export interface CanariesOptions {
  /** Names of the picked contexts. */
  readonly contexts: () => readonly string[]
  readonly onContextsChange: (listener: () => void) => () => void
  readonly cluster: (context: string) => Cluster
  readonly prometheus: (context: string) => Promise<Prometheus>
  /** Who acts, for the Leases. No two processes share one. */
  readonly identity: string
  /** ms since the epoch */
  readonly now: () => number
  /** Runs once after so many ms; the returned function calls it off. */
  readonly after: (ms: number, run: () => void) => () => void
  /** Take Leases and execute canaries, or only show and steer them. */
  readonly drive: boolean
  readonly log: (sentence: string) => void
}

export type Timing = Pick<CanariesOptions, 'now' | 'after'>
