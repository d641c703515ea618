import { expect, it } from 'vitest'
import { withNetworkBytes } from '#main/sandbox/data-plane/network-bytes.ts'
import type { ProxyKind } from '#main/sandbox/data-plane/pod-runtime.ts'
import { createTelemetry, unknownService } from '#main/sandbox/data-plane/telemetry.ts'
import { unknownIdentity } from '#main/sandbox/data-plane/workload-identity.ts'
import { createMetrics } from '#main/sandbox/prometheus/create-metrics.ts'
import { noWork } from '#main/sandbox/usage/pod-work.ts'

const exchange = { status: 200, flags: '-', durationMs: 1, requestBytes: 100, responseBytes: 7 }
const connection = { flags: '-', receivedBytes: 1000, sentBytes: 70 }

function told(proxy: ProxyKind) {
  const work = noWork()
  const metrics = createMetrics()
  return {
    work,
    metrics,
    telemetry: withNetworkBytes(createTelemetry(metrics, unknownIdentity), work, proxy),
  }
}

it('counts what a pod sends and receives as the one who calls and as the one who is called', () => {
  const { work, telemetry } = told('sidecar')
  telemetry.sent(unknownService, undefined, exchange)
  telemetry.connected('source', unknownService, undefined, connection)
  expect(work.network).toEqual({ received: 77, sent: 1100 })
  telemetry.received(unknownService, undefined, exchange)
  telemetry.connected('destination', unknownService, undefined, connection)
  expect(work.network).toEqual({ received: 77 + 1100, sent: 1100 + 77 })
})

it('counts at a gateway all of it both ways', () => {
  const { work, telemetry } = told('gateway')
  telemetry.sent(unknownService, undefined, exchange)
  expect(work.network).toEqual({ received: 107, sent: 107 })
})

it('passes on what is told', () => {
  const { metrics, telemetry } = told('sidecar')
  telemetry.sent(unknownService, undefined, exchange)
  telemetry.received(unknownService, undefined, exchange)
  telemetry.connected('source', unknownService, undefined, connection)
  const counts = (name: string) => metrics.collect().filter((one) => one.name === name).length
  expect(counts('istio_requests_total')).toBe(2)
  expect(counts('istio_tcp_sent_bytes_total')).toBe(1)
})
