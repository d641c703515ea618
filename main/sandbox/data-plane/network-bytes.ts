/** Counts at a pod's network what its proxy tells of: at a gateway each byte comes in and goes out again. */
import { addNetwork, type PodWork } from '../usage/pod-work.ts'
import type { ProxyKind } from './pod-runtime.ts'
import type { Telemetry } from './telemetry.ts'

export function withNetworkBytes(telemetry: Telemetry, work: PodWork, proxy: ProxyKind): Telemetry {
  /** Bytes from the one who calls, and to it. */
  function passed(reporter: 'source' | 'destination', from: number, to: number): void {
    if (proxy === 'gateway') addNetwork(work, { received: from + to, sent: from + to })
    else if (reporter === 'source') addNetwork(work, { received: to, sent: from })
    else addNetwork(work, { received: from, sent: to })
  }
  return {
    ...telemetry,
    sent(service, peer, exchange) {
      passed('source', exchange.requestBytes, exchange.responseBytes)
      telemetry.sent(service, peer, exchange)
    },
    received(service, peer, exchange) {
      passed('destination', exchange.requestBytes, exchange.responseBytes)
      telemetry.received(service, peer, exchange)
    },
    connected(reporter, service, peer, connection) {
      passed(reporter, connection.receivedBytes, connection.sentBytes)
      telemetry.connected(reporter, service, peer, connection)
    },
  }
}
