import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MetricOverride, TelemetryObject } from '#main/sandbox/data-plane/mesh-kinds.ts'
import { metricShapeOf } from '#main/sandbox/data-plane/metric-shape.ts'

const workload = { namespace: 'shop', labels: { app: 'cart' } }
function object(overrides: MetricOverride[], where: { namespace?: string; app?: string; at?: string } = {}) {
  const { namespace = 'shop', app, at = '2026-11-27T12:00:00Z' } = where
  return {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: { name: 'own', namespace, creationTimestamp: at },
    spec: {
      metrics: [{ providers: [{ name: 'prometheus' }], overrides }],
      ...(app === undefined ? {} : { selector: { matchLabels: { app } } }),
    },
  } satisfies TelemetryObject
}
const told = { host: 'cart', method: 'POST', path: '/a/b?c=d', headers: { 'x-team': 'red' }, status: 201 }
const labels = { reporter: 'source', source_app: 'web', response_code: '201' }
const requests = 'istio_requests_total'
const shape = (
  objects: TelemetryObject[],
  metric = requests,
  reporter: 'source' | 'destination' = 'source',
) => {
  const by = metricShapeOf(objects, workload)
  return by === undefined ? 'as it is' : by(metric, reporter, labels, told)
}
const tags = (tagOverrides: NonNullable<MetricOverride['tagOverrides']>, match = {}): MetricOverride => ({
  match,
  tagOverrides,
})

describe('a Telemetry object', () => {
  it('of another namespace, for other pods, or without overrides changes nothing', () => {
    const remove = [tags({ source_app: { operation: 'REMOVE' } })]
    expect(shape([object(remove, { namespace: 'bank' })])).toBe('as it is')
    expect(shape([object(remove, { app: 'web' })])).toBe('as it is')
    expect(shape([object([])])).toBe('as it is')
  })

  it('for a Gateway of the Gateway API says nothing of other pods', () => {
    const one = object([tags({ source_app: { operation: 'REMOVE' } })])
    const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'door' }]
    expect(shape([one])).not.toBe('as it is')
    expect(shape([{ ...one, spec: { ...one.spec, targetRefs } }])).toBe('as it is')
  })

  it('takes tags away and adds others, of expressions', () => {
    const changes = {
      source_app: { operation: 'REMOVE' as const },
      path: { value: 'request.url_path' },
      team: { value: "request.headers['x-team']" },
      fixed: { value: "'eu'" },
      code: { value: 'string(response.code / 100)' },
      none: { value: "request.headers['x-none']" },
      broken: { value: 'request.' },
      other: { value: 'upstream_peer.name' },
    }
    expect(shape([object([tags(changes)])])).toEqual({
      ...{ reporter: 'source', response_code: '201', path: '/a/b', team: 'red', fixed: 'eu', code: '2' },
      ...{ none: 'unknown', broken: 'unknown', other: 'unknown' },
    })
  })

  it('is for a metric and a side', () => {
    const match = { metric: 'REQUEST_COUNT', mode: 'SERVER' }
    const objects = [object([tags({ x: { value: "'y'" } }, match)])]
    expect(shape(objects, requests, 'destination')).toEqual({ ...labels, x: 'y' })
    expect(shape(objects, requests, 'source')).toEqual(labels)
    expect(shape(objects, 'istio_request_bytes', 'destination')).toEqual(labels)
  })

  it('switches metrics off, and on again nearer to the workload', () => {
    const off = object([{ disabled: true }], { namespace: 'istio-system' })
    expect(shape([off])).toBeUndefined()
    const on = object([{ match: { metric: 'REQUEST_COUNT' }, disabled: false }])
    expect(shape([off, on])).toEqual(labels)
    expect(shape([off, on], 'istio_request_bytes')).toBeUndefined()
  })

  it('of the workload goes before one of the namespace, and that before one of the mesh', () => {
    const named = (value: string, where: Parameters<typeof object>[1]) =>
      object([tags({ x: { value: `'${value}'` } })], where)
    const all = [named('pod', { app: 'cart' }), named('mesh', { namespace: 'istio-system' }), named('ns', {})]
    expect(shape(all)).toMatchObject({ x: 'pod' })
    expect(shape(all.slice(1))).toMatchObject({ x: 'ns' })
    const older = named('older', { at: '2026-01-01T00:00:00Z' })
    expect(shape([named('ns', {}), older])).toMatchObject({ x: 'older' })
  })

  it('for other providers than Prometheus changes nothing', () => {
    const one = object([{ disabled: true }])
    const [metrics] = one.spec.metrics
    expect(
      shape([{ ...one, spec: { metrics: [{ ...metrics!, providers: [{ name: 'stackdriver' }] }] } }]),
    ).toBe('as it is')
  })

  it('has no value for what would take long, and reads patterns as RE2 does', () => {
    const list = `[${Array.from({ length: 30 }, (_, index) => index)}]`
    const nested = ['a', 'b', 'c', 'd', 'e', 'f'].reduceRight(
      (inner, name) => `${list}.map(${name},${inner})`,
      '1',
    )
    const endless = "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')"
    const changes = { long: { value: `size(${nested})` }, plain: { value: endless } }
    expect(shape([object([tags(changes)])])).toMatchObject({ long: 'unknown', plain: 'false' })
  })

  it('with whatever expression makes text of it', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const shaped = shape([object([tags({ x: { value } })])])
        expect(typeof (shaped as Record<string, unknown>).x).toBe('string')
      }),
    )
  })
})
