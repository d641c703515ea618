/**
 * The traffic of the synthetic mesh, as its proxies would report it: once a second each call of the plan is counted at
 * one of the pods of either side as often as is due. Nothing is sent; a service without a running pod has no traffic.
 */
import type { Clock } from '../clock.ts'
import { drawLatencyMs } from '../data-plane/latency.ts'
import type { PodRuntime } from '../data-plane/pod-runtime.ts'
import type { ScaleCall, ScalePlan, ScaleService } from './scale-plan.ts'

export interface ScaleTrafficOptions {
  readonly plan: ScalePlan
  readonly pods: () => Iterable<PodRuntime>
  readonly clock: Clock
  readonly random: () => number
}

const tickMs = 1_000
const keyOf = ({ namespace, app }: ScaleService) => `${namespace}/${app}`

export function startScaleTraffic({ plan, pods, clock, random }: ScaleTrafficOptions): { close(): void } {
  let closed = false
  let cancel = clock.after(tickMs, tick)
  /** What was due and not whole yet, per call. */
  const owed = new Map<ScaleCall, number>(plan.calls.map((call) => [call, random()]))

  function tick(): void {
    const running = byService(pods())
    for (const call of plan.calls) {
      const due = (owed.get(call) ?? 0) + (call.perSecond * tickMs * (0.8 + 0.4 * random())) / 1000
      owed.set(call, due % 1)
      for (let left = Math.floor(due); left > 0; left -= 1) count(call, running)
    }
    if (!closed) cancel = clock.after(tickMs, tick)
  }

  const pick = (from: readonly PodRuntime[] | undefined) => from?.[Math.floor(random() * from.length)]

  function count(call: ScaleCall, running: ReadonlyMap<string, PodRuntime[]>): void {
    const to = pick(running.get(keyOf(call.to)))
    const from = pick(running.get(call.from === 'ingress' ? 'ingress' : keyOf(call.from)))
    if (to === undefined || from === undefined) return
    const { namespace, app } = call.to
    const service = { host: `${app}.${namespace}.svc.cluster.local`, name: app }
    const durationMs = drawLatencyMs(call.medianMs, random)
    const status = random() * 100 < call.errorPercent ? 500 : 200
    const exchange = { status, flags: '-', durationMs, requestBytes: 700, responseBytes: 1_500 }
    from.telemetry.sent(service, to.identity, { ...exchange, durationMs: durationMs + 1 })
    to.telemetry.received(service, from.identity, exchange)
    from.work.proxied += 1
    to.work.proxied += 1
    to.work.served += 1
  }

  return {
    close() {
      closed = true
      cancel()
    },
  }
}

function byService(pods: Iterable<PodRuntime>): Map<string, PodRuntime[]> {
  const running = new Map<string, PodRuntime[]>()
  for (const pod of pods) {
    if (!pod.listens || pod.proxy === 'none') continue
    const { metadata } = pod.pod
    const { app = '', istio } = metadata.labels ?? {}
    const key = istio === 'ingressgateway' ? 'ingress' : keyOf({ namespace: metadata.namespace ?? '', app })
    const known = running.get(key)
    if (known === undefined) running.set(key, [pod])
    else known.push(pod)
  }
  return running
}
