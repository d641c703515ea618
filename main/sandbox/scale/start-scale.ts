/** Brings the synthetic mesh into the clusters, waits until its pods run, and lets its traffic flow. */
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import type { PodRuntime } from '../data-plane/pod-runtime.ts'
import { applyObjects } from '../mesh-system/apply-objects.ts'
import { scaleObjects } from './scale-objects.ts'
import { scaleNamespaces, scalePlan } from './scale-plan.ts'
import { startScaleTraffic } from './scale-traffic.ts'

interface ScaleCluster {
  readonly api: ClusterApi
  readonly pods: () => Iterable<PodRuntime>
}

interface ScaleOptions {
  readonly namespaces: number
  readonly clusters: readonly ScaleCluster[]
  readonly clock: Clock
  readonly random: () => number
}

/** Scraped as seldom as Istio's sample Prometheus does, and kept for a quarter of an hour: a thousand pods stay under 500 MB. */
export const scaleScraping = { scrapeIntervalMs: 15_000, retentionMs: 15 * 60_000 }

const lookEveryMs = 100

export async function startScale(options: ScaleOptions): Promise<{ close(): void }> {
  const { namespaces, clusters, clock, random } = options
  const traffics = await Promise.all(
    clusters.map(async ({ api, pods }, index) => {
      const plan = scalePlan(scaleNamespaces(namespaces, index, clusters.length))
      await applyObjects(api, scaleObjects(plan))
      const mine = new Set(plan.services.map(({ namespace }) => namespace))
      await allRun(pods, mine, plan.services.length * 2, clock)
      return startScaleTraffic({ plan, pods, clock, random })
    }),
  )
  return {
    close() {
      for (const traffic of traffics) traffic.close()
    },
  }
}

async function allRun(
  pods: () => Iterable<PodRuntime>,
  namespaces: ReadonlySet<string>,
  wanted: number,
  clock: Clock,
): Promise<void> {
  const isMine = ({ listens, pod }: PodRuntime) => listens && namespaces.has(pod.metadata.namespace ?? '')
  while ([...pods()].filter(isMine).length < wanted)
    await new Promise<void>((done) => void clock.after(lookEveryMs, done))
}
