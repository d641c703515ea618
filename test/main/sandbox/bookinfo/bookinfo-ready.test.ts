import { expect, it } from 'vitest'
import { bookinfoReady } from '#main/sandbox/bookinfo/bookinfo-ready.ts'
import { type EndpointSlice, resources } from '#shared/model/kube.ts'
import { fakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { manualClock } from '../../../support/manual-clock.ts'

const slice = (service: string, ready: boolean): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: `${service}-1`,
    namespace: 'bookinfo',
    labels: { 'kubernetes.io/service-name': service },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.1.0.1'], conditions: { ready } }],
  ports: [],
})

it('Bookinfo is ready when each Service in each cluster has a ready endpoint that the mesh knows', async () => {
  const clock = manualClock()
  const clusters = ['east', 'west'].map((name) => ({ name, api: fakeClusterApi(clock) }))
  const [east, west] = clusters.map(({ api }) => api)
  let ready = false
  void bookinfoReady(clusters, clock, new AbortController().signal).then(() => {
    ready = true
  })
  for (const service of ['productpage', 'reviews', 'ratings'])
    await east!.create(resources.endpointSlice, slice(service, true))
  for (const service of ['reviews', 'ratings'])
    await west!.create(resources.endpointSlice, slice(service, true))
  await east!.create(resources.endpointSlice, slice('details', false))
  await clock.advance(10_000)
  expect(ready).toBe(false)
  await east!.patch(resources.endpointSlice, 'bookinfo', 'details-1', slice('details', true))
  await clock.advance(499)
  expect(ready).toBe(false)
  await clock.advance(1)
  expect(ready).toBe(true)
})

it('it never becomes ready once that is no longer wanted', async () => {
  const clock = manualClock()
  const api = fakeClusterApi(clock)
  const ended = new AbortController()
  let ready = false
  void bookinfoReady([{ name: 'east', api }], clock, ended.signal).then(() => {
    ready = true
  })
  ended.abort()
  for (const service of ['productpage', 'details', 'reviews', 'ratings'])
    await api.create(resources.endpointSlice, slice(service, true))
  await clock.advance(10_000)
  expect(ready).toBe(false)
})
