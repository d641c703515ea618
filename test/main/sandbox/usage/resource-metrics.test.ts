import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { noWork } from '../../../../main/sandbox/usage/pod-work.ts'
import { startResourceMetrics } from '../../../../main/sandbox/usage/resource-metrics.ts'
import { manualClock } from '../../../support/manual-clock.ts'

function podOf(startedAtMs: number, name = 'shop-1'): Pod {
  const running = { startedAt: new Date(startedAtMs).toISOString() }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: name, labels: { app: 'shop' } },
    spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'shop:1-cpu-10ms' }] },
    status: {
      containerStatuses: [{ name: 'app', ready: true, restartCount: 0, image: '', state: { running } }],
    },
  }
}

describe('resource metrics', () => {
  it('are the work between the last two readings', async () => {
    const clock = manualClock()
    const one = { pod: podOf(clock.now()), work: noWork() }
    const metrics = startResourceMetrics(() => [one], clock)
    await clock.advance(20_000)
    one.work.served += 300
    await clock.advance(10_000)
    // 300 requests of 10.5 ms in 15 s, and one millicore when idle.
    expect(metrics.pods()).toMatchObject([
      {
        kind: 'PodMetrics',
        metadata: { name: 'shop-1', namespace: 'shop', labels: { app: 'shop' } },
        window: '15s',
        timestamp: '2026-11-24T12:00:30Z',
        containers: [{ name: 'app', usage: { cpu: '211000000n' } }],
      },
    ])
    expect(metrics.nodes()).toMatchObject([
      { kind: 'NodeMetrics', metadata: { name: 'node-1' }, usage: { cpu: '271000000n' } },
    ])
    metrics.close()
    expect(clock.timers()).toBe(0)
  })

  it('tell a fresh pod from its start on once it ran for 10 s', async () => {
    const clock = manualClock()
    const early = { pod: podOf(clock.now() + 4_000, 'early'), work: { served: 110, proxied: 0 } }
    const late = { pod: podOf(clock.now() + 6_000, 'late'), work: noWork() }
    const metrics = startResourceMetrics(() => [early, late], clock)
    await clock.advance(15_000)
    expect(metrics.pods()).toMatchObject([
      { metadata: { name: 'early' }, window: '11s', containers: [{ usage: { cpu: '106000000n' } }] },
    ])
    metrics.close()
  })

  it('say nothing of a container that started again in between', async () => {
    const clock = manualClock()
    const work = noWork()
    const pods = [{ pod: podOf(clock.now()), work }]
    const metrics = startResourceMetrics(() => pods, clock)
    await clock.advance(15_000)
    expect(metrics.pods()).toHaveLength(1)
    pods[0] = { pod: podOf(clock.now() + 2_000), work }
    await clock.advance(15_000)
    expect(metrics.pods()).toHaveLength(0)
    await clock.advance(15_000)
    expect(metrics.pods()).toHaveLength(1)
    metrics.close()
  })
})
