import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { createPodRuntime } from '../../../../main/sandbox/data-plane/pod-runtime.ts'
import { createScaleMetrics } from '../../../../main/sandbox/scale/scale-metrics.ts'
import { scaleObjects } from '../../../../main/sandbox/scale/scale-objects.ts'
import { scaleNamespaces, scalePlan } from '../../../../main/sandbox/scale/scale-plan.ts'
import { startScaleTraffic } from '../../../../main/sandbox/scale/scale-traffic.ts'
import { seededRandom } from '../../../../main/sandbox/seeded-random.ts'
import { manualClock } from '../../../support/manual-clock.ts'

describe('the synthetic mesh', () => {
  it('has ten services of two pods in each namespace, and calls only what there is', () => {
    const plan = scalePlan(scaleNamespaces(3, 0, 1))
    expect(plan.services).toHaveLength(30)
    const known = new Set(plan.services.map(({ namespace, app }) => `${namespace}/${app}`))
    for (const { from, to } of plan.calls) {
      expect(known).toContain(`${to.namespace}/${to.app}`)
      if (from !== 'ingress') expect(known).toContain(`${from.namespace}/${from.app}`)
    }
    const called = new Set(plan.calls.map(({ to }) => `${to.namespace}/${to.app}`))
    expect(called).toEqual(known)
    const kinds = scaleObjects(plan).map(({ object }) => object.kind)
    expect(kinds.filter((kind) => kind === 'Deployment')).toHaveLength(30)
    expect(kinds.filter((kind) => kind === 'Namespace')).toHaveLength(3)
  })

  it('spreads its namespaces over the clusters', () => {
    expect(scaleNamespaces(5, 0, 2)).toEqual(['shop-1', 'shop-3', 'shop-5'])
    expect(scaleNamespaces(5, 1, 2)).toEqual(['shop-2', 'shop-4'])
  })

  it('counts what its calls would report, at pods that run', async () => {
    const clock = manualClock()
    const plan = scalePlan(['shop-1'])
    const pods = [gateway(), ...plan.services.map(({ app }) => runtime(app))]
    const ads = pods.find(({ pod }) => pod.metadata.labels?.app === 'ads')
    if (ads !== undefined) ads.listens = false
    const traffic = startScaleTraffic({ plan, pods: () => pods, clock, random: seededRandom(1) })
    await clock.advance(60_000)
    traffic.close()
    const total = (app: string, reporter: string) =>
      pods
        .filter(({ pod }) => pod.metadata.labels?.app === app)
        .flatMap(({ metrics }) => [...metrics.collect()])
        .filter(({ name, labels }) => name === 'istio_requests_total' && labels.reporter === reporter)
        .reduce((sum, { value }) => sum + value, 0)
    expect(total('istio-ingressgateway', 'source')).toBeGreaterThan(60 * 4 * 0.9)
    expect(total('istio-ingressgateway', 'source')).toBeLessThan(60 * 4 * 1.1)
    expect(total('frontend', 'destination')).toBe(total('istio-ingressgateway', 'source'))
    expect(total('payment', 'destination')).toBeGreaterThan(50)
    expect(total('ads', 'destination')).toBe(0)
    const before = total('payment', 'destination')
    await clock.advance(10_000)
    expect(total('payment', 'destination')).toBe(before)
  })

  it('leaves out the histograms that make a large mesh large', () => {
    const metrics = createScaleMetrics()
    metrics.histogram('istio_request_bytes', { reporter: 'destination' }).observe(1)
    metrics.histogram('istio_request_duration_milliseconds', { reporter: 'source' }).observe(1)
    expect([...metrics.collect()]).toEqual([])
    metrics.histogram('istio_request_duration_milliseconds', { reporter: 'destination' }).observe(1)
    expect([...metrics.collect()].length).toBeGreaterThan(20)
  })
})

const runtime = (app: string) => running(app, { app, version: 'v1' }, [])
const gateway = () =>
  running('istio-ingressgateway', { app: 'istio-ingressgateway', istio: 'ingressgateway' }, ['router'])

function running(name: string, labels: Record<string, string>, args: string[]) {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop-1', uid: name, labels },
    spec: {
      containers: [
        { name, image: name },
        { name: 'istio-proxy', image: 'proxy', args },
      ],
    },
  }
  const made = createPodRuntime(
    pod,
    'east',
    createScaleMetrics(),
    () => () => Promise.reject(new Error('not called')),
  )
  made.listens = true
  return made
}
