import { expect, it } from 'vitest'
import { apiGatewayResource } from '#main/sandbox/data-plane/gateway-api/kinds.ts'
import { writeStatuses } from '#main/sandbox/data-plane/write-statuses.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { manualClock } from '../../../support/manual-clock.ts'

const condition = (type: string, status: string) => ({ type, status, reason: 'Any' })
const object: KubeObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'door', namespace: 'shop' },
  spec: {},
}

it('a status is written once, and a condition keeps the time of its last change', async () => {
  const clock = manualClock()
  const api = fakeClusterApi(clock)
  await api.create(apiGatewayResource, object)
  const read = () => api.one(apiGatewayResource, 'shop', 'door')
  const write = (...conditions: object[]) =>
    writeStatuses(api, clock, [
      { resource: apiGatewayResource, object: read(), status: { listeners: [{ conditions }] } },
    ])
  const timesOf = () => {
    const { listeners } = read().status as { listeners: { conditions: { lastTransitionTime: string }[] }[] }
    return listeners[0]!.conditions.map((one) => one.lastTransitionTime.slice(11, 19))
  }

  await write(condition('A', 'True'), condition('B', 'True'))
  const first = read().metadata.resourceVersion
  await clock.advance(5000)
  await write(condition('A', 'True'), condition('B', 'True'))
  expect(read().metadata.resourceVersion).toBe(first)
  await write(condition('A', 'True'), condition('B', 'False'))
  expect(timesOf()).toEqual(['12:00:00', '12:00:05'])
})

it('an object that is gone is left alone', async () => {
  const clock = manualClock()
  const api = fakeClusterApi(clock)
  await writeStatuses(api, clock, [{ resource: apiGatewayResource, object, status: { conditions: [] } }])
  expect(api.all(apiGatewayResource)).toEqual([])
})
