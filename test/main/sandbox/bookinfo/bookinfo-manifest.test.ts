import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { applyBookinfo } from '#main/sandbox/bookinfo/apply-bookinfo.ts'
import { bookinfoManifest } from '#main/sandbox/bookinfo/bookinfo-manifest.ts'
import { type Deployment, type KubeObject, resources, type Service } from '#shared/model/kube.ts'
import { fakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { manualClock } from '../../../support/manual-clock.ts'
import { apiWorld } from '../api-server/api-world.ts'

async function objectsOf(cluster: string, clusters?: number): Promise<KubeObject[]> {
  const text = await bookinfoManifest(cluster, clusters)
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject)
}

const deployments = (objects: readonly KubeObject[]) =>
  objects.filter((one) => one.kind === 'Deployment').map((one) => one.metadata.name)

describe('the manifest', () => {
  it('keeps reviews-v3 and its ratings for the second cluster', async () => {
    const east = await objectsOf('east')
    const west = await objectsOf('west')
    expect(deployments(east)).toEqual([
      'productpage-v1',
      'details-v1',
      'ratings-v1',
      'reviews-v1',
      'reviews-v2',
    ])
    expect(deployments(west)).toEqual(['reviews-v3', 'ratings-v1'])
    expect(west.map((one) => one.kind)).not.toContain('VirtualService')
  })

  it('has everything in the first of one cluster, and nothing in a third', async () => {
    expect(deployments(await objectsOf('east', 1))).toContain('reviews-v3')
    expect(await bookinfoManifest('north', 3)).toBe('')
  })

  it('names whom each Deployment runs as, in a namespace with injection', async () => {
    const east = await objectsOf('east')
    const [first] = east
    expect(first).toMatchObject({ kind: 'Namespace', metadata: { labels: { 'istio-injection': 'enabled' } } })
    const productpage = east.find((one) => one.metadata.name === 'productpage-v1') as Deployment
    expect(productpage.spec).toMatchObject({
      replicas: 2,
      selector: { matchLabels: { app: 'productpage', version: 'v1' } },
      template: {
        spec: {
          serviceAccountName: 'bookinfo-productpage',
          containers: [
            { name: 'productpage', image: 'docker.io/istio/examples-bookinfo-productpage-v1:1.20.3' },
          ],
        },
      },
    })
    const accounts = east.filter((one) => one.kind === 'ServiceAccount').map((one) => one.metadata.name)
    expect(accounts).toContain('bookinfo-productpage')
  })

  it('lets any host in, of which its Gateway names one', async () => {
    const east = await objectsOf('east')
    expect(east.find((one) => one.kind === 'VirtualService')).toMatchObject({
      metadata: { name: 'bookinfo', namespace: 'bookinfo' },
      spec: { hosts: ['*'], gateways: ['bookinfo-gateway'] },
    })
    expect(east.find((one) => one.kind === 'Gateway')).toMatchObject({
      spec: { servers: [{ hosts: ['bookinfo.example.com', '*'] }] },
    })
  })
})

it('the API server takes it, and no host beside the wildcard that covers it', async () => {
  const { api } = apiWorld()
  await applyBookinfo([{ name: 'east', api }])
  const hosts = ['bookinfo.example.com', '*']
  await expect(
    api.patch(resources.virtualService, 'bookinfo', 'bookinfo', { spec: { hosts } }),
  ).rejects.toThrow('duplicate hosts in virtual service: bookinfo.example.com & *')
})

it('the button applies the same, again and again', async () => {
  const clock = manualClock()
  const clusters = ['east', 'west'].map((name) => ({ name, api: fakeClusterApi(clock) }))
  await applyBookinfo(clusters)
  await clusters[0]!.api.patch(resources.deployment, 'bookinfo', 'details-v1', { spec: { replicas: 0 } })
  await applyBookinfo(clusters)
  const [east, west] = clusters.map(({ api }) => api)
  expect(east!.one<Deployment>(resources.deployment, 'bookinfo', 'details-v1').spec.replicas).toBe(1)
  expect(west!.all<Service>(resources.service).map((one) => one.metadata.name)).toEqual([
    'reviews',
    'ratings',
  ])
})
