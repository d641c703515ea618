import type { GraphType } from '../model/traffic.ts'

export interface GraphOptions {
  readonly graphType: GraphType
  /** All when empty. */
  readonly namespaces: readonly string[]
  /** Draw the service between caller and workload; always so on a service graph. */
  readonly injectServiceNodes: boolean
  readonly quantile: number
  /** Draw workloads without traffic too. */
  readonly idleNodes: boolean
  /** Seconds since the epoch. */
  readonly timestamp: number
  readonly durationSeconds: number
  readonly rates: RateChoice
  /** Boxes around namespaces and clusters; those around apps are always there. */
  readonly boxBy: readonly ('namespace' | 'cluster')[]
}

/** Which metric gives each protocol its rate. */
export interface RateChoice {
  readonly http: 'none' | 'requests'
  readonly grpc: 'none' | 'requests' | MessageRate
  readonly tcp: 'none' | MessageRate
}

export type MessageRate = 'sent' | 'received' | 'total'

/** Kiali's. */
export const defaultRates: RateChoice = { http: 'requests', grpc: 'requests', tcp: 'sent' }
