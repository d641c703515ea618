import { expect, it } from 'vitest'
import { groupEvent } from '#main/sandbox/api-server/event-versions.ts'
import { columnsOf } from '#main/sandbox/api-server/tables/columns.ts'
import type { KubeObject } from '#shared/model/kube.ts'

const nowMs = Date.UTC(2026, 0, 1, 0, 10)
const event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'web.1', namespace: 'shop' },
  involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{web}' },
  type: 'Warning',
  reason: 'BackOff',
  message: ' again ',
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime: null,
  reportingComponent: '',
  reportingInstance: '',
} as unknown as KubeObject

/** The same cells whatever version is shown. */
function cells(more: object): Record<string, unknown> {
  const object = { ...event, ...more } as KubeObject
  const [core, group] = [
    columnsOf('', 'Event').map(({ name, cell }) => [name, cell(object, nowMs)] as const),
    columnsOf('events.k8s.io', 'Event').map(
      ({ name, cell }) => [name, cell(groupEvent(object), nowMs)] as const,
    ),
  ]
  expect(group).toEqual(core)
  return Object.fromEntries(core)
}

it('shows a counted Event', () => {
  const counted = {
    ...{ firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:09:00Z', count: 7 },
    source: { component: 'kubelet', host: 'node-1' },
  }
  expect(cells(counted)).toEqual({
    ...{ 'Last Seen': '60s', Type: 'Warning', Reason: 'BackOff', Object: 'pod/web', Message: 'again' },
    ...{
      Subobject: 'spec.containers{web}',
      Source: 'kubelet, node-1',
      'First Seen': '10m',
      Count: 7,
      Name: 'web.1',
    },
  })
})

it('shows one that has a time of its own, and a series', () => {
  const timed = {
    ...{
      eventTime: '2026-01-01T00:08:00.000000Z',
      reportingComponent: 'scheduler',
      reportingInstance: 'scheduler-1',
    },
    involvedObject: { kind: 'Node' },
  }
  expect(cells(timed)).toMatchObject({
    ...{ 'Last Seen': '2m', 'First Seen': '2m', Source: 'scheduler, scheduler-1', Count: 1, Object: 'node' },
  })
  const series = { count: 4, lastObservedTime: '2026-01-01T00:09:30.000000Z' }
  expect(cells({ ...timed, series })).toMatchObject({ 'Last Seen': '30s', 'First Seen': '2m', Count: 4 })
})
