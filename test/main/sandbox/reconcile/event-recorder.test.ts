import { beforeEach, expect, it } from 'vitest'
import { type KubeObject, resources } from '#shared/model/kube.ts'
import { createEventRecorder, type EventRecorder } from '../../../../main/sandbox/reconcile/event-recorder.ts'
import { deploymentObject } from '../../../support/cluster-objects.ts'
import { type FakeClusterApi, fakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts'

let clock: ManualClock
let api: FakeClusterApi
let recorder: EventRecorder
let logged: string[]

beforeEach(() => {
  clock = manualClock()
  api = fakeClusterApi(clock)
  logged = []
  recorder = createEventRecorder({ api, clock, log: (line) => logged.push(line), maxPerNamespace: 3 })
})

const about = { ...deploymentObject('web', 'web:1'), metadata: { name: 'web', namespace: 'shop', uid: 'u1' } }
const record = (message: string) =>
  recorder.record({ component: 'kubelet', host: 'n1' }, about, {
    ...{ type: 'Warning', reason: 'BackOff', message, container: 'web' },
  })
const events = () => api.all<KubeObject>(resources.event)

it('writes what kubectl describe shows', async () => {
  record('waits')
  await clock.settle()
  expect(events()).toMatchObject([
    {
      metadata: { name: expect.stringMatching(/^web\.[0-9a-f]{16}$/), namespace: 'shop' },
      involvedObject: {
        ...{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'shop', uid: 'u1' },
        fieldPath: 'spec.containers{web}',
      },
      type: 'Warning',
      reason: 'BackOff',
      message: 'waits',
      source: { component: 'kubelet', host: 'n1' },
      firstTimestamp: '2026-11-24T12:00:00Z',
      lastTimestamp: '2026-11-24T12:00:00Z',
      count: 1,
    },
  ])
})

it('counts the same words', async () => {
  record('waits')
  await clock.advance(5_000)
  record('waits')
  await clock.settle()
  expect(events()).toMatchObject([
    { count: 2, firstTimestamp: '2026-11-24T12:00:00Z', lastTimestamp: '2026-11-24T12:00:05Z' },
  ])
})

it('keeps the newest', async () => {
  for (const message of ['a', 'b', 'c', 'd', 'e']) record(message)
  await clock.settle()
  expect(events().map(({ message }) => message)).toEqual(['c', 'd', 'e'])
})

it('goes on when an event cannot be written', async () => {
  api.failOnce(resources.event, 500)
  record('a')
  record('b')
  await clock.settle()
  expect(events().map(({ message }) => message)).toEqual(['b'])
  expect(logged).toEqual([expect.stringContaining('event not written')])
})

it('combines what is said too often in other words', async () => {
  const recorder = createEventRecorder({ api, clock, log: (line) => logged.push(line) })
  for (let at = 1; at <= 13; at += 1) {
    const report = { type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: web-${at}` } as const
    recorder.record({ component: 'replicaset-controller' }, about, report)
  }
  await clock.settle()
  expect(events()).toHaveLength(10)
  expect(events().at(-1)).toMatchObject({
    message: '(combined from similar events): Created pod: web-13',
    count: 4,
    source: { component: 'replicaset-controller' },
    reportingComponent: '',
  })
})

it('writes anew what is gone, with its count', async () => {
  record('waits')
  await clock.settle()
  const [{ metadata }] = events() as [KubeObject]
  await api.delete(resources.event, 'shop', metadata.name)
  record('waits')
  await clock.settle()
  expect(events()).toMatchObject([{ metadata: { name: metadata.name }, count: 2 }])
  expect(logged).toEqual([])
})

it('writes the action of those who report by events.k8s.io', async () => {
  recorder.record({ component: 'default-scheduler', host: 'here' }, about, {
    ...{ type: 'Normal', reason: 'Scheduled', message: 'assigned', action: 'Binding' },
  })
  await clock.settle()
  const [event] = events()
  expect(event).toMatchObject({
    ...{ action: 'Binding', eventTime: '2026-11-24T12:00:00.000000Z', reason: 'Scheduled' },
    ...{ reportingComponent: 'default-scheduler', reportingInstance: 'default-scheduler-here' },
  })
  for (const field of ['count', 'firstTimestamp', 'lastTimestamp', 'source'])
    expect(event?.[field] ?? null).toBeNull()
})
