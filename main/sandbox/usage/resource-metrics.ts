/** PodMetrics and NodeMetrics of metrics.k8s.io/v1beta1, as metrics-server makes them. */
import type { KubeObject } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { timeText } from '../time-text.ts'
import { type ContainerRate, type PodRate, startUsageSampler, type WorkingPod } from './usage-sampler.ts'

interface Usage {
  /** A quantity in nanocores, such as `1234567n`. */
  readonly cpu: string
  /** A quantity in KiB, such as `49152Ki`. */
  readonly memory: string
}

export interface PodMetrics extends KubeObject {
  readonly timestamp: string
  readonly window: string
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[]
}

export interface NodeMetrics extends KubeObject {
  readonly timestamp: string
  readonly window: string
  readonly usage: Usage
}

export interface ResourceMetrics {
  pods(): readonly PodMetrics[]
  nodes(): readonly NodeMetrics[]
}

const metricsApiVersion = 'metrics.k8s.io/v1beta1'

export function startResourceMetrics(
  pods: () => Iterable<WorkingPod>,
  clock: Clock,
): ResourceMetrics & { close(): void } {
  const sampler = startUsageSampler(pods, clock)
  return {
    pods: () => sampler.rates().map(podMetrics),
    nodes: () => nodeMetrics(sampler.rates()),
    close: sampler.close,
  }
}

export function podMetrics({ pod, atMs, windowMs, containers }: PodRate): PodMetrics {
  const { name, namespace, labels } = pod.metadata
  return {
    apiVersion: metricsApiVersion,
    kind: 'PodMetrics',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: timeText(atMs),
      ...(labels === undefined ? {} : { labels }),
    },
    timestamp: timeText(atMs),
    window: windowText(windowMs),
    containers: containers.map((rate) => ({ name: rate.name, usage: usageOf(rate) })),
  }
}

/** What a node takes for itself: kubelet, container runtime, system. */
const nodeItself = { cpuCores: 0.06, memoryBytes: 700 * 2 ** 20 }

/** Nodes of which a pod has been read. */
export function nodeMetrics(rates: readonly PodRate[]): NodeMetrics[] {
  const byNode = Map.groupBy(rates, ({ pod }) => pod.spec.nodeName ?? '')
  return [...byNode].map(([name, there]) => {
    const [{ atMs, windowMs }] = there as [PodRate]
    const all = [nodeItself, ...there.flatMap(({ containers }) => containers)]
    const cpuCores = all.reduce((sum, one) => sum + one.cpuCores, 0)
    const memoryBytes = all.reduce((sum, one) => sum + one.memoryBytes, 0)
    return {
      apiVersion: metricsApiVersion,
      kind: 'NodeMetrics',
      metadata: {
        name,
        creationTimestamp: timeText(atMs),
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
        },
      },
      timestamp: timeText(atMs),
      window: windowText(windowMs),
      usage: usageOf({ cpuCores, memoryBytes }),
    }
  })
}

const usageOf = ({ cpuCores, memoryBytes }: Omit<ContainerRate, 'name'>): Usage => ({
  cpu: `${Math.ceil(cpuCores * 1e9)}n`,
  memory: `${Math.round(memoryBytes / 1024)}Ki`,
})

/** As Go prints durations up to a minute. */
const windowText = (ms: number) => `${Number((ms / 1000).toFixed(3))}s`
