import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autoscalerV1, autoscalerV2 } from '../../../../main/sandbox/api-server/autoscaler-versions.ts'

const autoscaler = (spec: object, more: object = {}) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: { maxReplicas: 3, ...spec },
  ...more,
})
const resource = (name: string, target: object) => ({ type: 'Resource', resource: { name, target } })
const cpu = resource('cpu', { type: 'Utilization', averageUtilization: 60 })
const memory = resource('memory', { type: 'AverageValue', averageValue: '1Gi' })
const packets = {
  type: 'Pods',
  pods: { metric: { name: 'packets' }, target: { type: 'AverageValue', averageValue: '1k' } },
}
const requests = {
  type: 'Object',
  object: {
    describedObject: { kind: 'Ingress', name: 'main', apiVersion: 'networking.k8s.io/v1' },
    metric: { name: 'requests', selector: { matchLabels: { a: 'b' } } },
    target: { type: 'Value', value: '2k' },
  },
}
const queue = {
  type: 'External',
  external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '30' } },
}
const ofContainer = {
  type: 'ContainerResource',
  containerResource: {
    name: 'cpu',
    container: 'web',
    target: { type: 'Utilization', averageUtilization: 5 },
  },
}
const behavior = {
  scaleDown: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
  scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Min', policies: [] },
}

describe('an autoscaler in v1', () => {
  it('has one target, and all else in annotations', () => {
    const shown = autoscalerV1(autoscaler({ metrics: [memory, cpu], behavior }))
    expect(shown.spec).toEqual({ maxReplicas: 3, targetCPUUtilizationPercentage: 60 })
    expect(shown.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics']).toBe(
      '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}}]',
    )
    expect(Object.keys(shown.metadata.annotations ?? {})).toContain(
      'autoscaling.alpha.kubernetes.io/behavior',
    )
  })

  it('comes back as it was', () => {
    const others = fc.subarray([memory, packets, requests, queue, ofContainer])
    fc.assert(
      fc.property(others, fc.boolean(), fc.boolean(), (metrics, withCpu, withBehavior) => {
        const all = [...metrics, ...(withCpu ? [cpu] : [])]
        const given = autoscaler({
          ...(all.length === 0 ? {} : { metrics: all }),
          ...(withBehavior ? { behavior } : {}),
        })
        expect(autoscalerV2(autoscalerV1(given))).toEqual(given)
      }),
    )
  })

  it('keeps its status', () => {
    const status = {
      currentReplicas: 2,
      desiredReplicas: 3,
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 12 } } }],
      conditions: [
        { type: 'AbleToScale', status: 'True', lastTransitionTime: null, reason: 'x', message: 'y' },
      ],
    }
    const given = autoscaler({ metrics: [cpu] }, { status })
    const shown = autoscalerV1(given)
    expect(shown.status).toEqual({
      currentReplicas: 2,
      desiredReplicas: 3,
      currentCPUUtilizationPercentage: 12,
    })
    expect(autoscalerV2(shown)).toEqual(given)
  })

  it('may have annotations that are no JSON', () => {
    const annotations = { 'autoscaling.alpha.kubernetes.io/metrics': 'x', mine: 'y' }
    const given = { ...autoscaler({}), metadata: { name: 'web', annotations } }
    expect(autoscalerV2(given)).toEqual({
      ...autoscaler({}),
      metadata: { name: 'web', annotations: { mine: 'y' } },
    })
  })
})
