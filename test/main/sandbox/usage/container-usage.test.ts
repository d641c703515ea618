import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { containerUsages } from '../../../../main/sandbox/usage/container-usage.ts'

const startedAt = '2026-11-24T12:00:00Z'
const startedAtMs = Date.parse(startedAt)

function podOf(image: string, state: object = { running: { startedAt } }): Pod {
  const status = (name: string, of: object) => ({
    name,
    ready: true,
    restartCount: 0,
    image: name,
    state: of,
  })
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'b', uid: 'c' },
    spec: {
      containers: [
        { name: 'app', image },
        { name: 'istio-proxy', image: 'istio/proxyv2:1.27.0' },
      ],
    },
    status: {
      phase: 'Running',
      containerStatuses: [
        status('app', state),
        status('istio-proxy', { running: { startedAt } }),
      ] as NonNullable<NonNullable<Pod['status']>['containerStatuses']>,
    },
  }
}

const cpuOf = (image: string, served: number, afterMs: number) =>
  containerUsages(podOf(image), { served, proxied: 0 }, startedAtMs + afterMs)[0]?.cpuSeconds

describe('what containers take', () => {
  it('counts idle time and requests', () => {
    expect(cpuOf('bookinfo-productpage-v1:1', 0, 100_000)).toBeCloseTo(0.3)
    expect(cpuOf('bookinfo-productpage-v1:1', 1_000, 100_000)).toBeCloseTo(8.3)
  })

  it('adds what the tag asks for, all the time or for each request', () => {
    expect(cpuOf('shop:1-cpu-250m', 0, 100_000)).toBeCloseTo(25.1)
    expect(cpuOf('shop:1-cpu-20ms', 100, 0)).toBeCloseTo(2.05)
  })

  it('tells the proxy from the program', () => {
    const [app, proxy] = containerUsages(podOf('shop:1'), { served: 0, proxied: 1_000 }, startedAtMs)
    expect(app?.cpuSeconds).toBe(0)
    expect(proxy).toMatchObject({ name: 'istio-proxy', startedAtMs })
    expect(proxy?.cpuSeconds).toBeCloseTo(0.35)
  })

  it('never shrinks, and fills memory by a quarter at most', () => {
    const at = (served: number) => containerUsages(podOf('shop:1'), { served, proxied: 0 }, startedAtMs)[0]
    expect(at(1_000_000)?.memoryBytes).toBeLessThan(1.25 * (at(0)?.memoryBytes ?? 0))
    expect(at(1_000)?.memoryBytes).toBeGreaterThan(at(0)?.memoryBytes ?? 0)
  })

  it('leaves out what does not run', () => {
    const waits = podOf('shop:1', { waiting: { reason: 'CrashLoopBackOff' } })
    expect(containerUsages(waits, { served: 0, proxied: 0 }, startedAtMs).map(({ name }) => name)).toEqual([
      'istio-proxy',
    ])
  })
})
