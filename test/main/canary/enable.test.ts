/** What is refused before anything is written. */
import { beforeEach, describe, expect, it } from 'vitest'
import { recordToEnable } from '#main/canary/enable.ts'
import type { CanaryRecord } from '#shared/canary/record.ts'
import { fromConfigMap, toConfigMap } from '#shared/canary/record.ts'
import type { EnableCanary } from '#shared/model/canary.ts'
import { failureOf } from '#shared/model/failure.ts'
import { type KubeObject, type Resource, resources } from '#shared/model/kube.ts'
import { deploymentObject, serviceObject } from '../../support/cluster-objects.ts'
import { type FakeCluster, fakeCluster } from '../../support/fake-cluster.ts'
import { type FakeClusterApi, fakeClusterApi } from '../../support/fake-cluster-api.ts'
import { manualClock } from '../../support/manual-clock.ts'

const image = 'web:1'
const input: EnableCanary = { context: 'test', namespace: 'shop', target: 'web' }

describe('enabling a canary', () => {
  let api: FakeClusterApi
  let cluster: FakeCluster

  beforeEach(async () => {
    api = fakeClusterApi(manualClock())
    cluster = fakeCluster('test', api)
  })
  const put = (resource: Resource, object: KubeObject) => api.create(resource, object)
  const record = (change: Partial<EnableCanary> = {}, existing: CanaryRecord[] = []) =>
    recordToEnable(cluster, { ...input, ...change }, existing, 0)
  const refusal = async (change?: Partial<EnableCanary>, existing?: CanaryRecord[]) => {
    const result = await record(change, existing).catch(failureOf)
    expect(cluster.writes).toEqual([])
    return result
  }
  async function usual(): Promise<void> {
    await put(resources.deployment, deploymentObject('web', image))
    await put(resources.service, serviceObject('web'))
  }

  it('makes a record that its ConfigMap gives back', async () => {
    await usual()
    const made = await record({ options: { stepWeight: 20, maxWeight: 60, maxDurationMs: 300 } })
    expect(made).toMatchObject({
      name: 'web',
      plan: { serviceName: 'web', servicePort: 80, stepWeights: [20, 40, 60] },
      originals: { replicas: 2, apexSelector: { app: 'web' }, selectorLabel: { label: 'app', value: 'web' } },
      state: { phase: 'Initializing', weight: 0 },
    })
    expect(fromConfigMap(toConfigMap(made))).toEqual(made)
  })

  it('takes a Flagger Canary', async () => {
    await usual()
    const spec = `
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: storefront}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  service: {name: web, port: 80}
  analysis: {interval: 10s, threshold: 3, stepWeights: [5, 50]}`
    expect(await record({ spec })).toMatchObject({
      name: 'storefront',
      plan: { stepWeights: [5, 50], threshold: 3 },
    })
    expect(await refusal({ spec: spec.replace('name: web}', 'name: other}') })).toMatchObject({
      code: 'bad-input',
      field: 'spec.targetRef.name',
    })
    expect(await refusal({ spec: spec.replace('10s', '10x') })).toMatchObject({
      field: 'spec.analysis.interval',
    })
    expect(await refusal({ spec: '{{' })).toMatchObject({ code: 'bad-input', field: 'spec' })
    expect(await refusal({ spec: spec.replace('{name: web, port', '{name: shop, port') })).toEqual({
      code: 'bad-input',
      field: 'spec.service.name',
      reason: 'no Service "shop" selects the pods of web, but "web" does',
    })
  })

  it('needs the Deployment and a Service of its pods', async () => {
    expect(await refusal()).toMatchObject({ code: 'not-found', kind: 'Deployment' })
    await put(resources.deployment, deploymentObject('web', image))
    await put(resources.service, serviceObject('other'))
    expect(await refusal()).toMatchObject({ code: 'no-service', deployment: 'web' })
  })

  it.each([
    ['it is scaled to 0 replicas', { replicas: 0 }],
    [
      'its selector has none of the labels app, name and app.kubernetes.io/name',
      { selector: { matchLabels: { tier: 'front' } } },
    ],
  ])('says that %s', async (reason, spec) => {
    await put(resources.deployment, deploymentObject('web', image, spec))
    await put(resources.service, serviceObject('web'))
    expect(await refusal()).toMatchObject({ code: 'unsupported-target', name: 'web', reason })
  })

  it('does not split a Service that stands for several Deployments', async () => {
    await usual()
    const labels = { app: 'web', version: 'v2' }
    const second = deploymentObject('web-v2', image)
    second.spec.template.metadata = { labels }
    await put(resources.deployment, second)
    expect(await refusal()).toMatchObject({
      reason: 'service web also stands for web-v2 (label app=web)',
    })
  })

  it.each([
    [resources.deployment, deploymentObject('web-primary', image), 'Deployment web-primary exists already'],
    [resources.service, serviceObject('web-canary'), 'Service web-canary exists already'],
  ])('does not take over what is there: %#', async (resource, object, reason) => {
    await usual()
    await put(resource, object)
    expect(await refusal()).toMatchObject({ code: 'unsupported-target', reason })
  })

  it('is one for each Deployment', async () => {
    await usual()
    const first = await record()
    expect(await refusal({}, [first])).toMatchObject({ code: 'canary-exists', target: 'web', canary: 'web' })
    expect(await refusal({}, [{ ...first, namespace: 'other' }])).toMatchObject({ name: 'web' })
  })

  it('does not fight Flagger or an autoscaler', async () => {
    await usual()
    const meta = (name: string) => ({ apiVersion: 'v1', kind: 'x', metadata: { name, namespace: 'shop' } })
    await put(resources.horizontalPodAutoscaler, {
      ...meta('busy'),
      spec: { scaleTargetRef: { name: 'web' } },
    })
    expect(await refusal()).toMatchObject({ code: 'unsupported-target' })
    await put(resources.flaggerCanary, { ...meta('web'), spec: { targetRef: { name: 'web' } } })
    expect(await refusal()).toMatchObject({ code: 'flagger-owns-it', name: 'web' })
  })
})
