import { describe, expect, it } from 'vitest'
import { textReply } from '#main/sandbox/data-plane/app.ts'
import {
  createPodRuntime,
  exit,
  follow,
  preStopMs,
  proxyKindOf,
} from '#main/sandbox/data-plane/pod-runtime.ts'
import { identityOf } from '#main/sandbox/data-plane/workload-identity.ts'
import { createMetrics } from '#main/sandbox/prometheus/create-metrics.ts'
import type { Container, Pod } from '#shared/model/kube.ts'
import { manualClock } from '../../../support/manual-clock.ts'

const pod = (changes: Partial<Pod> = {}, container: Partial<Container> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'reviews-v3-5d8f-x2x4z',
    namespace: 'bookinfo',
    labels: { app: 'reviews', version: 'v3', 'pod-template-hash': '5d8f' },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'reviews-v3-5d8f', uid: '1', controller: true },
    ],
  },
  spec: {
    serviceAccountName: 'bookinfo-reviews',
    containers: [
      { name: 'reviews', image: 'x', ...container },
      { name: 'istio-proxy', image: 'y' },
    ],
  },
  status: { phase: 'Running', podIP: '10.1.0.7' },
  ...changes,
})

const leaving = (one: Pod): Pod => ({
  ...one,
  metadata: { ...one.metadata, deletionTimestamp: '2026-11-24T12:00:30Z' },
})

const runtimeOf = (one: Pod) =>
  createPodRuntime(one, 'west', createMetrics(), () => async () => textReply('hi'))

it('a pod is in metrics what its Deployment, labels and service account make of it', () => {
  expect(identityOf(pod(), 'west')).toEqual({
    workload: 'reviews-v3',
    namespace: 'bookinfo',
    app: 'reviews',
    version: 'v3',
    canonicalService: 'reviews',
    canonicalRevision: 'v3',
    principal: 'spiffe://cluster.local/ns/bookinfo/sa/bookinfo-reviews',
    cluster: 'west',
  })
})

it('a pod without owner and labels is its own workload', () => {
  const bare = pod({ metadata: { name: 'alone', namespace: 'x' }, spec: { containers: [] } })
  expect(identityOf(bare, 'east')).toMatchObject({
    workload: 'alone',
    app: 'unknown',
    version: 'unknown',
    canonicalService: 'alone',
    canonicalRevision: 'latest',
    principal: 'spiffe://cluster.local/ns/x/sa/default',
  })
})

it.each<[string, Partial<Pod>, string]>([
  ['sidecar', {}, 'sidecar'],
  ['none', { spec: { containers: [{ name: 'a', image: 'b' }] } }, 'none'],
  ['gateway', { metadata: { name: 'g', labels: { istio: 'ingressgateway' } } }, 'gateway'],
  [
    'own gateway',
    { spec: { containers: [{ name: 'istio-proxy', image: 'b', args: ['proxy', 'router'] }] } },
    'gateway',
  ],
  [
    'native sidecar',
    {
      spec: {
        containers: [{ name: 'a', image: 'b' }],
        initContainers: [{ name: 'istio-proxy', image: 'c' }],
      },
    },
    'sidecar',
  ],
])('proxy of a pod: %s', (_, changes, kind) => expect(proxyKindOf(pod(changes))).toBe(kind))

it.each<[string, unknown, number]>([
  ['none', undefined, 0],
  ['sleep action', { preStop: { sleep: { seconds: 5 } } }, 5000],
  ['exec', { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 2'] } } }, 2000],
])('preStop: %s', (_, lifecycle, ms) => expect(preStopMs({ name: 'a', image: 'b', lifecycle })).toBe(ms))

describe('a program', () => {
  const clock = manualClock()

  it('listens once its container runs', () => {
    const pending = pod({ status: { phase: 'Pending' } })
    const runtime = runtimeOf(pending)
    follow(runtime, pending, clock)
    expect(runtime.listens).toBe(false)
    follow(runtime, pod(), clock)
    expect(runtime.listens).toBe(true)
  })

  it('does not listen while its container waits to be started again, and breaks what was open', () => {
    const runtime = runtimeOf(pod())
    follow(runtime, pod(), clock)
    let cut = 0
    runtime.open.add(() => {
      cut += 1
    })
    const waiting = { waiting: { reason: 'CrashLoopBackOff' } }
    const containerStatuses = [{ name: 'reviews', ready: false, restartCount: 1, image: 'x', state: waiting }]
    follow(runtime, pod({ status: { phase: 'Running', podIP: '10.1.0.7', containerStatuses } }), clock)
    expect([runtime.listens, cut]).toEqual([false, 1])
  })

  it('exits at SIGTERM', () => {
    const runtime = runtimeOf(pod())
    follow(runtime, pod(), clock)
    follow(runtime, leaving(pod()), clock)
    expect(runtime.listens).toBe(false)
  })

  it('listens on through its preStop hook', async () => {
    const sleeping = pod({}, { lifecycle: { preStop: { sleep: { seconds: 2 } } } })
    const runtime = runtimeOf(sleeping)
    follow(runtime, sleeping, clock)
    follow(runtime, leaving(sleeping), clock)
    await clock.advance(1999)
    expect(runtime.listens).toBe(true)
    await clock.advance(1)
    expect(runtime.listens).toBe(false)
  })

  it('that was told to end does not start again', () => {
    const runtime = runtimeOf(pod())
    follow(runtime, leaving(pod()), clock)
    follow(runtime, leaving(pod()), clock)
    expect(runtime.listens).toBe(false)
    exit(runtime)
  })
})
