import { describe, expect, it } from 'vitest'
import { podProgress } from '#shared/flight/in-cluster/pod-progress.ts'
import type { Pod } from '#shared/model/kube.ts'

type State = Record<string, { reason?: string; message?: string; exitCode?: number }>

const podWith = (status: Pod['status'], state?: State): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'flight-1', namespace: 'shop' },
  spec: {
    containers: [
      { name: 'fortio', image: 'fortio/fortio:1' },
      { name: 'istio-proxy', image: 'proxyv2' },
    ],
  },
  status: {
    ...status,
    ...(state === undefined
      ? {}
      : {
          containerStatuses: [
            { name: 'fortio', image: 'fortio/fortio:1', ready: false, restartCount: 0, state },
          ],
        }),
  },
})

describe('podProgress', () => {
  it.each([
    [podWith({ phase: 'Pending' }), { is: 'waiting', stage: 'starting' }],
    [
      podWith({
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available.' }],
      }),
      { is: 'waiting', stage: 'waiting for a node (0/3 nodes are available)' },
    ],
    [
      podWith({ phase: 'Pending' }, { waiting: { reason: 'ErrImagePull' } }),
      { is: 'waiting', stage: 'pulling the image failed, trying again' },
    ],
    [
      podWith({ phase: 'Pending' }, { waiting: { reason: 'ImagePullBackOff', message: 'not found' } }),
      { is: 'failed', reason: 'the image fortio/fortio:1 cannot be pulled (not found)' },
    ],
    [
      podWith(
        { phase: 'Pending' },
        { waiting: { reason: 'CreateContainerConfigError', message: 'no secret' } },
      ),
      { is: 'failed', reason: 'its container cannot be made (no secret)' },
    ],
    [podWith({ phase: 'Running' }, { running: {} }), { is: 'running' }],
    // A classic sidecar runs on after its program; the pod never gets past Running.
    [
      podWith({ phase: 'Running' }, { terminated: { exitCode: 0 } }),
      { is: 'ended', exitCode: 0, reason: '' },
    ],
    [
      podWith({ phase: 'Failed' }, { terminated: { exitCode: 137, reason: 'OOMKilled' } }),
      { is: 'ended', exitCode: 137, reason: 'it ran out of memory' },
    ],
    [
      podWith({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' }),
      { is: 'failed', reason: 'its pod was evicted (The node was low on memory)' },
    ],
    [
      podWith(
        { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' },
        { terminated: { exitCode: 137 } },
      ),
      { is: 'failed', reason: 'its pod was evicted (The node was low on memory)' },
    ],
    [
      podWith({ phase: 'Failed', reason: 'NodeShutdown' }, { terminated: { exitCode: 0 } }),
      { is: 'ended', exitCode: 0, reason: '' },
    ],
  ])('case %#', (pod, progress) => expect(podProgress(pod, 'fortio')).toEqual(progress))

  it('takes a deleted pod for lost', () => {
    const pod = podWith({ phase: 'Running' }, { running: {} })
    pod.metadata.deletionTimestamp = '2026-11-24T12:00:00Z'
    expect(podProgress(pod, 'fortio')).toEqual({ is: 'failed', reason: 'its pod was deleted' })
  })
})
