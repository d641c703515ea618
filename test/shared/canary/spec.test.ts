import { describe, expect, it } from 'vitest'
import { stepWeightsOf } from '#shared/canary/plan.ts'
import { queryOf, withinRun } from '#shared/canary/queries.ts'
import { parseCanarySpec } from '#shared/canary/spec.ts'

const canary = (analysis: object = {}, spec: object = {}) => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 9898 },
    analysis: { interval: '30s', threshold: 10, maxWeight: 50, stepWeight: 5, ...analysis },
    ...spec,
  },
})

describe('a Flagger Canary', () => {
  it('is read with its defaults', () => {
    const metrics = [
      { name: 'request-success-rate', thresholdRange: { min: 99 }, interval: '1m' },
      { name: 'request-duration', threshold: 500 },
      { name: 'errors', query: 'sum(errors)', thresholdRange: { max: 1 }, interval: '30s' },
    ]
    expect(parseCanarySpec(canary({ metrics }))).toEqual({
      ok: true,
      spec: {
        name: 'podinfo',
        namespace: 'test',
        leftOut: [],
        plan: {
          targetName: 'podinfo',
          serviceName: 'podinfo',
          servicePort: 9898,
          intervalSeconds: 30,
          threshold: 10,
          stepWeights: [5, 10, 15, 20, 25, 30, 35, 40, 45, 50],
          metrics: [
            { name: 'request-success-rate', min: 99, intervalSeconds: 60 },
            { name: 'request-duration', max: 500, intervalSeconds: 60 },
            { name: 'errors', max: 1, intervalSeconds: 30, query: 'sum(errors)' },
          ],
          progressDeadlineSeconds: 600,
          skipAnalysis: false,
          suspend: false,
        },
      },
    })
  })

  it('starts paused when it is suspended, by its field or by our annotation', () => {
    const annotated = { ...canary(), metadata: { name: 'a', annotations: { 'aviary.dev/paused': 'true' } } }
    for (const object of [canary({}, { suspend: true }), annotated]) {
      expect(parseCanarySpec(object)).toMatchObject({ ok: true, spec: { plan: { suspend: true } } })
    }
  })

  it('says what is left out of it', () => {
    const webhooks = [{ name: 'load-test', url: 'http://flagger-loadtester.test/', metadata: { cmd: 'hey' } }]
    const service = { port: 80, gateways: ['public'], timeout: '5s', retries: { attempts: 3 } }
    expect(parseCanarySpec(canary({ webhooks, alerts: [{ name: 'slack' }] }, { service }))).toMatchObject({
      ok: true,
      spec: {
        leftOut: [
          'the webhook "load-test" (rollout) is not called',
          'alerts are not sent',
          'of service gateways, retries, timeout: the VirtualService that is there decides',
        ],
      },
    })
  })

  it.each([
    [canary({ interval: '10sfoo' }), 'spec.analysis.interval'],
    [canary({ interval: '1h' }), 'spec.analysis.interval'],
    [canary({ interval: undefined }), 'spec.analysis.interval'],
    [canary({ threshold: undefined }), 'spec.analysis.threshold'],
    [canary({ maxWeight: 150 }), 'spec.analysis.maxWeight'],
    [canary({ stepWeight: 0 }), 'spec.analysis.stepWeight'],
    [canary({ stepWeight: undefined }), 'spec.analysis'],
    [canary({ stepWeights: [10] }), 'spec.analysis'],
    [canary({ webhooks: [{ name: 'gate', type: 'confirm-promotion' }] }), 'spec.analysis.webhooks'],
    [canary({ webhooks: [{ name: 'smoke', type: 'pre-rollout' }] }), 'spec.analysis.webhooks'],
    [canary({ metrics: [{ name: 'latency' }] }), 'spec.analysis.metrics'],
    [canary({}, { autoscalerRef: { name: 'podinfo' } }), 'spec.autoscalerRef'],
    [canary({}, { targetRef: { kind: 'DaemonSet', name: 'x' } }), 'spec.targetRef.kind'],
    [{ kind: 'Deployment' }, 'apiVersion'],
    ['text', 'spec'],
  ])('is refused with the field that is wrong: %#', (object, field) => {
    expect(parseCanarySpec(object)).toMatchObject({ ok: false, field })
  })
})

describe('the weights', () => {
  it.each([
    [{ stepWeight: 20, maxWeight: 60 }, [20, 40, 60]],
    [{ stepWeight: 20, maxWeight: 45 }, [20, 40, 45]],
    [{ stepWeight: 50 }, [50, 100]],
    [{ stepWeight: 70, maxWeight: 30 }, [30]],
    [{ stepWeights: [1, 10, 150] }, [1, 10, 100]],
    [{ stepWeights: [10, 50, 80], maxWeight: 50 }, [10, 50]],
    [{}, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]],
  ])('of %j are %j', (options, weights) => {
    expect(stepWeightsOf(options)).toEqual(weights)
  })
})

describe('a query', () => {
  it('does not look back before its run began', () => {
    const metric = { name: 'request-success-rate', min: 99, intervalSeconds: 60 }
    const window = (startedAtMs: number | null) => withinRun(metric, startedAtMs, 100_000).intervalSeconds
    expect([window(null), window(10_000), window(89_600), window(100_000)]).toEqual([60, 60, 11, 1])
  })

  it("is Flagger's for the built-in metrics", () => {
    const base = 'reporter="destination",destination_workload_namespace="test",destination_workload=~"web"'
    expect(queryOf({ name: 'request-success-rate', intervalSeconds: 30 }, 'test', 'web', 'web')).toBe(
      `sum(rate(istio_requests_total{${base},response_code!~"5.*"}[30s])) / sum(rate(istio_requests_total{${base}}[30s])) * 100`,
    )
    expect(queryOf({ name: 'request-duration', intervalSeconds: 60 }, 'test', 'web', 'web')).toBe(
      `histogram_quantile(0.99, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${base}}[60s])))`,
    )
  })

  it("of the user knows Flagger's variables", () => {
    const metric = {
      name: 'x',
      intervalSeconds: 60,
      query: 'a{ns="{{ namespace }}",w="{{target}}"}[{{ interval }}] {{ other }}',
    }
    expect(queryOf(metric, 'test', 'web', 'web')).toBe('a{ns="test",w="web"}[60s] {{ other }}')
  })
})
