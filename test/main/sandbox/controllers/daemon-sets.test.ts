/** DaemonSets on the sandbox's API server, with the nodes that they are for, on a clock that the test moves. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Pod, resources } from '#shared/model/kube.ts'
import { type DaemonSet, daemonSetResource } from '../../../../main/sandbox/controllers/plan-daemons.ts'
import {
  type ControllerRevision,
  controllerRevisionResource,
  hashOf,
  newRevision,
} from '../../../../main/sandbox/controllers/plan-revisions.ts'
import { isReady } from '../../../../main/sandbox/controllers/pod-readiness.ts'
import { startControllers } from '../../../../main/sandbox/controllers/start-controllers.ts'
import { sayNodeIsSilent } from '../../../../main/sandbox/faults/break-cluster.ts'
import { nodeObject } from '../../../../main/sandbox/kubelet/node-object.ts'
import { startKubelet } from '../../../../main/sandbox/kubelet/start-kubelet.ts'
import { namespaceObject } from '../../../support/cluster-objects.ts'
import type { FakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts'
import { sandboxClusterApi } from '../../../support/sandbox-cluster-api.ts'

let clock: ManualClock
let api: FakeClusterApi
let closers: { close(): void }[]
let said: string[]
const nodeNames = ['n1', 'n2', 'n3']
const podCidr = '10.244.0.0/16'

const template = (image: string) => ({
  metadata: { labels: { app: 'agent' } },
  spec: { containers: [{ name: 'agent', image }] },
})

beforeEach(async () => {
  clock = manualClock()
  api = sandboxClusterApi(clock)
  said = []
  const log = (line: string) => said.push(line)
  await api.create(resources.namespace, namespaceObject('shop'))
  closers = [
    startControllers({ api, clock, log }),
    startKubelet({ api, clock, log, random: () => 0.5, nodeNames, podCidr }),
  ]
  await clock.settle()
  await api.create<DaemonSet>(daemonSetResource, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent:1') },
  })
})
afterEach(() => {
  for (const one of closers) one.close()
  expect(said).toEqual([])
})

const status = () => api.one<DaemonSet>(daemonSetResource, 'shop', 'agent').status ?? {}
const pods = () => api.all<Pod>(resources.pod, 'shop')
const places = () =>
  pods()
    .map(({ spec }) => spec.nodeName)
    .toSorted()
const setImage = (image: string) =>
  api.patch(daemonSetResource, 'shop', 'agent', { spec: { template: template(image) } })
const isRolledOut = () => {
  const { desiredNumberScheduled, updatedNumberScheduled, numberAvailable } = status()
  return updatedNumberScheduled === desiredNumberScheduled && numberAvailable === desiredNumberScheduled
}

it('has a pod on every node', async () => {
  await clock.until(isRolledOut)
  expect(places()).toEqual(nodeNames)
  expect(status()).toEqual({
    ...{ currentNumberScheduled: 3, desiredNumberScheduled: 3, updatedNumberScheduled: 3 },
    ...{ numberReady: 3, numberAvailable: 3, numberMisscheduled: 0, observedGeneration: 1 },
  })
  const [first] = pods()
  await api.delete(resources.pod, 'shop', first?.metadata.name ?? '')
  await clock.until(() => !pods().some(({ metadata }) => metadata.name === first?.metadata.name))
  await clock.until(isRolledOut)
  expect(places()).toEqual(nodeNames)
})

it('stays on a node that falls silent', async () => {
  await clock.until(isRolledOut)
  await sayNodeIsSilent(api, 'n1', clock)
  // The node itself would say otherwise at its next heartbeat.
  closers.pop()?.close()
  await clock.advance(400_000)
  expect(pods().map(({ metadata }) => metadata.deletionTimestamp)).toEqual([undefined, undefined, undefined])
  expect(pods()[0]?.spec.tolerations).toContainEqual({
    ...{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
  })
})

it('is updated one node after the other', async () => {
  await clock.until(isRolledOut)
  await setImage('agent:2')
  await clock.settle()
  expect(isRolledOut()).toBe(false)
  let fewest = 3
  await clock.until(() => {
    const ready = pods().filter((pod) => pod.metadata.deletionTimestamp === undefined)
    fewest = Math.min(fewest, ready.length)
    return isRolledOut()
  })
  expect(fewest).toBe(2)
  expect(pods().map(({ spec }) => spec.containers[0]?.image)).toEqual(Array(3).fill('agent:2'))
  expect(status()).not.toHaveProperty('numberUnavailable')
})

it('is updated beside the old pods where it may surge', async () => {
  await clock.until(isRolledOut)
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } }
  await api.patch(daemonSetResource, 'shop', 'agent', { spec: { updateStrategy } })
  await setImage('agent:2')
  await clock.settle()
  let [fewest, most] = [3, 3]
  await clock.until(() => {
    const staying = pods().filter((pod) => pod.metadata.deletionTimestamp === undefined)
    const serving = staying.filter(isReady)
    ;[fewest, most] = [Math.min(fewest, serving.length), Math.max(most, staying.length)]
    return isRolledOut() && staying.length === 3
  })
  expect([fewest, most]).toEqual([3, 5])
  expect(places()).toEqual(expect.arrayContaining(nodeNames))
})

it('stops at the first node where the new version does not become ready', async () => {
  await clock.until(isRolledOut)
  await setImage('agent:2-missing')
  await clock.advance(30_000)
  expect(status()).toMatchObject({ numberAvailable: 2, numberUnavailable: 1, updatedNumberScheduled: 1 })
  await setImage('agent:3')
  await clock.until(isRolledOut)
  expect(places()).toEqual(nodeNames)
})

it('is on the nodes that it asks for', async () => {
  await clock.until(isRolledOut)
  const spec = { template: { spec: { nodeSelector: { disk: 'ssd' } } } }
  await api.patch(daemonSetResource, 'shop', 'agent', { spec })
  await clock.until(() => pods().length === 0)
  expect(status()).toMatchObject({ desiredNumberScheduled: 0, numberMisscheduled: 0 })
  await api.patch(resources.node, undefined, 'n2', { metadata: { labels: { disk: 'ssd' } } })
  await clock.until(() => pods().length === 1)
  await clock.until(isRolledOut)
  expect(places()).toEqual(['n2'])
  await api.patch(resources.node, undefined, 'n2', { metadata: { labels: { disk: null } } })
  await clock.until(() => pods().length === 0)
})

it('goes back to an earlier template by its revision', async () => {
  await clock.until(isRolledOut)
  await setImage('agent:2')
  await clock.settle()
  await clock.until(isRolledOut)
  const revisions = () =>
    api
      .all<ControllerRevision>(controllerRevisionResource, 'shop')
      .toSorted((a, b) => a.revision - b.revision)
  const [first, second] = revisions()
  expect(revisions().map(({ revision }) => revision)).toEqual([1, 2])
  await setImage('agent:1')
  await clock.settle()
  await clock.until(isRolledOut)
  expect(revisions().map(({ revision, metadata }) => [revision, metadata.name])).toEqual([
    [2, second?.metadata.name],
    [3, first?.metadata.name],
  ])
  expect(new Set(pods().map(hashOf))).toEqual(new Set([hashOf(first as ControllerRevision)]))
})

it('names a template otherwise where its name is taken', async () => {
  await clock.until(isRolledOut)
  const wanted = newRevision(
    daemonSetResource,
    { ...api.one<DaemonSet>(daemonSetResource, 'shop', 'agent') },
    1,
  )
  const taken = wanted.metadata.name
  await api.delete(daemonSetResource, 'shop', 'agent')
  await clock.until(() => pods().length === 0)
  await api.create(controllerRevisionResource, {
    ...{ apiVersion: 'apps/v1', kind: 'ControllerRevision', data: {}, revision: 1 },
    metadata: { name: taken, namespace: 'shop' },
  })
  await api.create<DaemonSet>(daemonSetResource, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent:1') },
  })
  await clock.until(isRolledOut)
  expect(status()).toMatchObject({ collisionCount: 1 })
  expect(pods().map(hashOf)).not.toContain(taken.replace('agent-', ''))
})

it('comes to a new node, and goes with its set', async () => {
  await clock.until(isRolledOut)
  await api.create(resources.node, nodeObject('n4', podCidr))
  await clock.settle()
  expect(places()).toEqual([...nodeNames, 'n4'])
  await api.delete(resources.node, undefined, 'n4')
  await api.delete(daemonSetResource, 'shop', 'agent')
  await clock.until(() => pods().every(({ spec }) => spec.nodeName === 'n4'))
})
