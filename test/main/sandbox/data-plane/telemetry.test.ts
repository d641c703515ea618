/** The 25 labels, row by row. */
import { describe, expect, it } from 'vitest'
import { createTelemetry, requestLabels, unknownService } from '#main/sandbox/data-plane/telemetry.ts'
import type { WorkloadIdentity } from '#main/sandbox/data-plane/workload-identity.ts'
import { createMetrics } from '#main/sandbox/prometheus/create-metrics.ts'

const identity = (app: string, version: string, cluster: string): WorkloadIdentity => ({
  workload: `${app}-${version}`,
  namespace: 'bookinfo',
  app,
  version,
  canonicalService: app,
  canonicalRevision: version,
  principal: `spiffe://cluster.local/ns/bookinfo/sa/bookinfo-${app}`,
  cluster,
})
const productpage = identity('productpage', 'v1', 'east')
const reviews = identity('reviews', 'v3', 'west')
const service = { host: 'reviews.bookinfo.svc.cluster.local', name: 'reviews' }
const fine = { status: 200, flags: '-' }

it('has all labels, in the order in which the filter emits them', () => {
  expect(Object.keys(requestLabels('source', productpage, reviews, service, fine))).toEqual([
    ...['reporter', 'source_workload', 'source_canonical_service', 'source_canonical_revision'],
    ...['source_workload_namespace', 'source_principal', 'source_app', 'source_version', 'source_cluster'],
    ...['destination_workload', 'destination_workload_namespace', 'destination_principal', 'destination_app'],
    ...['destination_version', 'destination_service', 'destination_canonical_service'],
    ...['destination_canonical_revision', 'destination_service_name', 'destination_service_namespace'],
    ...['destination_cluster', 'request_protocol', 'response_code', 'grpc_response_status', 'response_flags'],
    'connection_security_policy',
  ])
})

describe('a report', () => {
  it('of both sides names both clusters; only the destination knows the policy', () => {
    const both = { source_cluster: 'east', destination_cluster: 'west', destination_service: service.host }
    expect(requestLabels('source', productpage, reviews, service, fine)).toMatchObject({
      ...both,
      connection_security_policy: 'unknown',
    })
    expect(requestLabels('destination', reviews, productpage, service, fine)).toMatchObject({
      ...both,
      connection_security_policy: 'mutual_tls',
    })
  })

  it('of a request that no endpoint took knows the service, not the workload', () => {
    const labels = requestLabels('source', productpage, undefined, service, { status: 503, flags: 'UH' })
    expect(labels).toMatchObject({
      source_principal: 'unknown',
      destination_workload: 'unknown',
      destination_workload_namespace: 'unknown',
      destination_canonical_revision: 'latest',
      destination_service: service.host,
      destination_service_name: 'reviews',
      destination_service_namespace: 'unknown',
      destination_cluster: 'unknown',
      response_code: '503',
      response_flags: 'UH',
    })
  })

  it('of a request without a route knows nothing of the destination', () => {
    const labels = requestLabels('source', productpage, undefined, unknownService, {
      status: 404,
      flags: 'NR',
    })
    expect(labels).toMatchObject({ destination_service: 'unknown', destination_service_name: 'unknown' })
  })

  it('of a caller outside the mesh has no source and no mutual TLS', () => {
    expect(requestLabels('destination', reviews, undefined, service, fine)).toMatchObject({
      source_workload: 'unknown',
      source_canonical_service: 'unknown',
      source_canonical_revision: 'latest',
      source_cluster: 'unknown',
      destination_workload: 'reviews-v3',
      destination_principal: 'unknown',
      destination_service_namespace: 'bookinfo',
      connection_security_policy: 'none',
    })
  })
})

it('counts each exchange once in every family', () => {
  const metrics = createMetrics()
  const telemetry = createTelemetry(metrics, productpage)
  const exchange = { ...fine, durationMs: 12, requestBytes: 700, responseBytes: 900 }
  telemetry.sent(service, reviews, exchange)
  telemetry.sent(service, reviews, exchange)
  telemetry.sent(service, reviews, { ...exchange, status: 500 })
  const values = [...metrics.collect()].map(({ name, labels, value }) => [name, labels.response_code, value])
  expect(values).toContainEqual(['istio_requests_total', '200', 2])
  expect(values).toContainEqual(['istio_requests_total', '500', 1])
  expect(values).toContainEqual(['istio_request_duration_milliseconds_sum', '200', 24])
  expect(values).toContainEqual(['istio_request_bytes_sum', '200', 1400])
  expect(values).toContainEqual(['istio_response_bytes_count', '500', 1])
})
