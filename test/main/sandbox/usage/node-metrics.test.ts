import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { createNodeTargets } from '../../../../main/sandbox/usage/node-metrics.ts'
import { noWork } from '../../../../main/sandbox/usage/pod-work.ts'

const clock = { now: () => Date.parse('2026-01-01T00:01:40Z'), after: () => () => undefined }

function pod(name: string, nodeName: string, running = true): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: `uid-${name}` },
    spec: { nodeName, containers: [{ name: 'app', image: 'example.com/app:1' }] },
    status: {
      phase: 'Running',
      containerStatuses: running
        ? [{ name: 'app', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }]
        : [],
    },
  } as unknown as Pod
}

describe('the targets of the nodes', () => {
  it('tell what the containers of each node take', () => {
    const work = { ...noWork(), served: 200 }
    const pods = [
      { pod: pod('a', 'node-1'), work },
      { pod: pod('b', 'node-2', false), work },
    ]
    const [first, second] = createNodeTargets(() => pods, clock)()
    expect(first?.labels).toMatchObject({ job: 'kubernetes-nodes-cadvisor', instance: 'node-1' })
    const labels = { container: 'app', pod: 'a', namespace: 'shop', image: 'example.com/app:1' }
    expect(first?.metrics.collect()).toMatchObject([
      // 1 m for 100 s and 0.5 ms for each of 200 requests.
      { name: 'container_cpu_usage_seconds_total', labels, value: expect.closeTo(0.2, 9) },
      { name: 'container_memory_working_set_bytes', labels, value: expect.any(Number) },
      { name: 'container_start_time_seconds', labels, value: Date.parse('2026-01-01T00:00:00Z') / 1000 },
    ])
    // A container that does not run has nothing to tell.
    expect(second?.metrics.collect()).toEqual([])
  })

  it('are the same at each scrape until other pods are there', () => {
    let pods = [{ pod: pod('a', 'node-1'), work: noWork() }]
    const targets = createNodeTargets(() => pods, clock)
    const before = targets()[0]?.metrics
    expect(targets()[0]?.metrics).toBe(before)
    pods = [...pods, { pod: pod('b', 'node-1'), work: noWork() }]
    expect(targets()[0]?.metrics.collect()).toHaveLength(6)
    pods = []
    expect(targets()).toEqual([])
  })
})
