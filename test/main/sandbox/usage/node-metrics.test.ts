import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { createNodeTargets } from '../../../../main/sandbox/usage/node-metrics.ts'
import { addNetwork, noWork } from '../../../../main/sandbox/usage/pod-work.ts'

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
    const ofPod = { pod: 'a', namespace: 'shop', id: '/kubepods/burstable/poduid-a' }
    // 1 m for 100 s and 0.5 ms for each of 200 requests.
    const cpu = { name: 'container_cpu_usage_seconds_total', value: expect.closeTo(0.2, 9) }
    const memory = { name: 'container_memory_working_set_bytes', value: expect.any(Number) }
    const start = {
      name: 'container_start_time_seconds',
      value: Date.parse('2026-01-01T00:00:00Z') / 1000,
    }
    expect(first?.metrics.collect()).toMatchObject(
      [cpu, memory, start].flatMap((one) => [
        { ...one, labels },
        { ...one, labels: ofPod },
      ]),
    )
    // A container that does not run has nothing to tell.
    expect(second?.metrics.collect()).toEqual([])
  })

  it('sum up a pod, as what is no container, once the first of them runs', () => {
    const started = (seconds: number) => ({ running: { startedAt: `2026-01-01T00:00:0${seconds}Z` } })
    const one = pod('a', 'node-1')
    one.spec.containers.push({ name: 'other', image: 'example.com/other:1' })
    one.status!.containerStatuses!.push({ name: 'other', state: started(5) } as never)
    const [target] = createNodeTargets(() => [{ pod: one, work: noWork() }], clock)()
    const values = (name: string) =>
      Object.fromEntries(
        target!.metrics
          .collect()
          .filter((sample) => sample.name === `container_${name}`)
          .map(({ labels, value }) => [labels.container ?? 'pod', value]),
      )
    const cpu = values('cpu_usage_seconds_total')
    expect(cpu.pod).toBeCloseTo((cpu.app ?? 0) + (cpu.other ?? 0), 9)
    const starts = values('start_time_seconds')
    expect(starts.pod).toBe(starts.app)
    expect(starts.other).toBe((starts.app ?? 0) + 5)
  })

  it('tell of the network what has been counted there, and nothing before', () => {
    const work = noWork()
    const [target] = createNodeTargets(() => [{ pod: pod('a', 'node-1'), work }], clock)()
    const network = () => target!.metrics.collect().filter(({ name }) => name.startsWith('container_network'))
    expect(network()).toEqual([])
    addNetwork(work, { received: 100, sent: 7 })
    addNetwork(work, { received: 1, sent: 1 })
    const labels = { interface: 'eth0', pod: 'a', namespace: 'shop' }
    expect(network()).toMatchObject([
      { name: 'container_network_receive_bytes_total', labels, value: 101 },
      { name: 'container_network_transmit_bytes_total', labels, value: 8 },
    ])
  })

  it('are the same at each scrape until other pods are there', () => {
    let pods = [{ pod: pod('a', 'node-1'), work: noWork() }]
    const targets = createNodeTargets(() => pods, clock)
    const before = targets()[0]?.metrics
    expect(targets()[0]?.metrics).toBe(before)
    pods = [...pods, { pod: pod('b', 'node-1'), work: noWork() }]
    expect(targets()[0]?.metrics.collect()).toHaveLength(12)
    pods = []
    expect(targets()).toEqual([])
  })
})
