/**
 * The way from cluster to cluster: the networks of their pods are apart, so that a proxy reaches a pod of another cluster
 * through that one's east-west gateway, with mutual TLS and by the name in its hello (AUTO_PASSTHROUGH at 15443). The
 * gateway sees connections and bytes, and knows nobody behind them. A cluster without such a gateway is in reach as it is.
 */
import type { PodRuntime } from './pod-runtime.ts'
import { unknownService } from './telemetry.ts'
import type { Endpoint, Upstream } from './upstreams.ts'

/** Of a cluster: its gateways that run, or undefined where it has none installed. */
export type EastWestGateways = (cluster: string) => readonly PodRuntime[] | undefined

/** `direct`: no gateway is in between. */
type Passage = 'direct' | 'closed' | Carry

/** Adds what a request and its answer put on the wire. */
type Carry = (requestBytes: number, responseBytes: number) => void

export interface EastWest {
  passage(from: PodRuntime, endpoint: Endpoint, upstream: Upstream): Passage
  /** Its connections end with it. */
  left(from: PodRuntime): void
}

const noBytes = { flags: '-', receivedBytes: 0, sentBytes: 0 } as const

export function createEastWest(gatewaysOf: EastWestGateways, random: () => number): EastWest {
  /** Proxies keep their connections: one to a gateway for each upstream. */
  const connections = new Map<PodRuntime, Map<string, PodRuntime>>()

  function connect(from: PodRuntime, { key }: Upstream, gateways: readonly PodRuntime[]): PodRuntime {
    const own = connections.get(from) ?? new Map<string, PodRuntime>()
    connections.set(from, own)
    const known = own.get(key)
    if (known !== undefined && gateways.includes(known)) return known
    const gateway = gateways[Math.floor(random() * gateways.length)] as PodRuntime
    own.set(key, gateway)
    gateway.telemetry.connected('source', unknownService, undefined, { ...noBytes, part: 'first' })
    return gateway
  }

  return {
    passage(from, endpoint, upstream) {
      if (endpoint.cluster === from.cluster) return 'direct'
      const gateways = gatewaysOf(endpoint.cluster)
      if (gateways === undefined) return 'direct'
      if (gateways.length === 0) return 'closed'
      const gateway = connect(from, upstream, gateways)
      return (receivedBytes, sentBytes) => {
        const bytes = { flags: '-', receivedBytes, sentBytes, part: 'next' } as const
        gateway.telemetry.connected('source', unknownService, undefined, bytes)
      }
    },
    left(from) {
      for (const gateway of connections.get(from)?.values() ?? [])
        gateway.telemetry.connected('source', unknownService, undefined, { ...noBytes, part: 'last' })
      connections.delete(from)
    },
  }
}
