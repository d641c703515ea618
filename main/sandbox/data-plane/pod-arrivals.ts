/** What a mesh does as pods of its clusters come, change and go: their programs, their proxies, who calls from them. */
import type { Pod } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { imageBehaviour } from '../image-behaviour.ts'
import type { Metrics } from '../prometheus/metrics.ts'
import { appOf } from './apps.ts'
import { startCalling } from './background-calls.ts'
import type { Calls } from './calls.ts'
import type { EastWest } from './east-west.ts'
import { countInjection, measureIstiod } from './istiod-metrics.ts'
import { chooseIstiod, findGateways, isIstiod, type Part } from './mesh-part.ts'
import { createPodRuntime, exit, follow, type PodRuntime } from './pod-runtime.ts'
import { measureProxy } from './proxy-metrics.ts'
import { histogramBoundsOf } from './stats-annotations.ts'
import { istioVersion } from './version.ts'

export interface PodArrivalsOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly createMetrics: (histogramBounds?: readonly number[]) => Metrics
  readonly send: Calls['send']
  readonly eastWest: Pick<EastWest, 'left'>
  /** After each change of a pod that is there. */
  readonly onChange: () => void
}

export interface PodArrivals {
  /** Undefined once it is gone. */
  onPod(part: Part, key: string, pod: Pod | undefined): void
  /** Nobody calls from a pod any more. */
  stop(): void
}

export function createPodArrivals(options: PodArrivalsOptions): PodArrivals {
  const { clock, random, wait, createMetrics, send, eastWest, onChange } = options
  const calling = new Map<PodRuntime, () => void>()
  const metricsOf = ({ metadata }: Pod) => createMetrics(histogramBoundsOf(metadata.annotations ?? {}))

  function left(part: Part, key: string, runtime: PodRuntime): void {
    part.pods.delete(key)
    calling.get(runtime)?.()
    calling.delete(runtime)
    exit(runtime)
    part.istiod?.disconnect(runtime)
    eastWest.left(runtime)
    if (isIstiod(runtime)) chooseIstiod(part)
  }

  function came(part: Part, key: string, pod: Pod): PodRuntime {
    const runtime = createPodRuntime(pod, part.options.name, metricsOf(pod), ({ image }) =>
      appOf(image, imageBehaviour(image), wait, random),
    )
    part.pods.set(key, runtime)
    calling.set(
      runtime,
      startCalling(runtime, clock, (request) => void send(runtime, request)),
    )
    if (runtime.proxy !== 'none') {
      runtime.metrics.gauge('istio_build', { component: 'proxy', tag: istioVersion }).set(1)
      if (part.istiod !== undefined) measureProxy(runtime, clock, part.istiod)
    }
    if (isIstiod(runtime))
      measureIstiod(runtime, clock, () =>
        part.serving === runtime ? part.istiod?.syncz().length : undefined,
      )
    if (runtime.proxy === 'sidecar' && part.serving !== undefined) countInjection(part.serving.metrics)
    findGateways(part)
    return runtime
  }

  return {
    onPod(part, key, pod) {
      let known = part.pods.get(key)
      // A pod of the same name that came after the one we know, without a word of that one's end.
      if (known !== undefined && known.pod.metadata.uid !== pod?.metadata.uid) {
        left(part, key, known)
        known = undefined
      }
      if (pod === undefined) {
        findGateways(part)
        return
      }
      const runtime = known ?? came(part, key, pod)
      follow(runtime, pod, clock)
      // The proxy runs as long as its pod does, whatever becomes of the program beside it.
      if (pod.status?.phase === 'Running' && runtime.proxy !== 'none') part.istiod?.connect(runtime)
      else part.istiod?.disconnect(runtime)
      if (isIstiod(runtime)) chooseIstiod(part)
      onChange()
    },
    stop() {
      for (const end of calling.values()) end()
    },
  }
}
