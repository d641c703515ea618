/** What becomes of the pods of a node that fell silent, on a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import { goesAtMs } from '../../../../main/sandbox/controllers/node-taint-controller.ts'
import { startControllers } from '../../../../main/sandbox/controllers/start-controllers.ts'
import { sayNodeIsSilent } from '../../../../main/sandbox/faults/break-cluster.ts'
import { startKubelet } from '../../../../main/sandbox/kubelet/start-kubelet.ts'
import { deploymentObject, namespaceObject } from '../../../support/cluster-objects.ts'
import type { FakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts'
import { sandboxClusterApi } from '../../../support/sandbox-cluster-api.ts'

let clock: ManualClock
let api: FakeClusterApi
let closers: { close(): void }[]
let lost: boolean

beforeEach(async () => {
  clock = manualClock()
  api = sandboxClusterApi(clock)
  lost = false
  const log = (line: string) => {
    throw new Error(line)
  }
  await api.create(resources.namespace, namespaceObject('shop'))
  const isLost = (node: string) => lost && node === 'n1'
  closers = [
    startControllers({ api, clock, log }),
    startKubelet({
      ...{ api, clock, log, random: () => 0.5, nodeNames: ['n1', 'n2'], podCidr: '10.244.0.0/16', isLost },
    }),
  ]
  await api.create(resources.deployment, deploymentObject('web', 'web:1'))
  await clock.until(() => pods().length === 2 && pods().every(isReady))
})
afterEach(() => {
  for (const one of closers) one.close()
})

const pods = () => api.all<Pod>(resources.pod, 'shop')
const isReady = ({ status }: Pod) =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true
const places = () =>
  pods()
    .map(
      ({ spec, metadata }) => `${spec.nodeName}${metadata.deletionTimestamp === undefined ? '' : ' going'}`,
    )
    .toSorted()
const taints = () =>
  (
    api.one<KubeObject>(resources.node, undefined, 'n1').spec as {
      taints?: { key: string; effect: string }[]
    }
  ).taints ?? []

describe('a node that fell silent', () => {
  it('keeps its pods for five minutes; they are replaced elsewhere, and end when it is back', async () => {
    lost = true
    await sayNodeIsSilent(api, 'n1', clock)
    await clock.settle()
    expect(taints().map(({ key, effect }) => `${key} ${effect}`)).toEqual([
      'node.kubernetes.io/unreachable NoSchedule',
      'node.kubernetes.io/unreachable NoExecute',
    ])
    await clock.advance(298_000)
    expect(places()).toEqual(['n1', 'n2'])
    await clock.advance(3_000)
    expect(places()).toEqual(['n1 going', 'n2', 'n2'])
    lost = false
    await clock.advance(15_000)
    expect([places(), taints()]).toEqual([['n2', 'n2'], []])
  })

  it('that is back in time keeps them', async () => {
    lost = true
    await sayNodeIsSilent(api, 'n1', clock)
    await clock.advance(100_000)
    lost = false
    await clock.advance(400_000)
    expect([places(), taints()]).toEqual([['n1', 'n2'], []])
  })
})

it.each([
  [[], 0],
  [[{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 20 }], 20_000],
  [[{ key: 'a', operator: 'Exists' }], undefined],
  [[{ operator: 'Exists' }, { key: 'a', tolerationSeconds: 5 }], 5_000],
  [[{ key: 'b', tolerationSeconds: 20 }], 0],
  [[{ key: 'a', effect: 'NoSchedule' }], 0],
])('a pod with tolerations %j goes %s ms after the taint', (tolerations, afterMs) => {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [], tolerations },
  }
  expect(goesAtMs(pod, 'a', 0)).toBe(afterMs)
})
