/** What every step of the demo works with: the core, the places of the story, and ways to look at them. */
import { isDeepStrictEqual } from 'node:util'
import { graphQuestionSchema } from '#shared/contract/traffic.ts'
import type { CanaryView } from '#shared/model/canary.ts'
import type { TrafficGraph } from '#shared/model/traffic.ts'
import { type Edge, toTable } from '#shared/traffic/export.ts'
import type { Core } from '../../../core.ts'
import { bookinfoManifest } from '../../../sandbox/bookinfo/bookinfo-manifest.ts'
import { clusterNames } from '../../../sandbox/cluster-names.ts'
import type { Kubectl } from './kubectl.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'
import type { Timeline } from './timeline.ts'
import { until } from './until.ts'

export const namespace = 'bookinfo'
export const target = 'productpage-v1'
export const primary = `${target}-primary`
export const imageOf = (tag: string) => `docker.io/istio/examples-bookinfo-productpage-v1:${tag}`

/** Where the story plays. */
export interface Scene {
  /** The first is where the canary flies. */
  readonly contexts: readonly [string, ...string[]]
  /** How much longer than in the sandbox things may take: where istiod cannot be asked, each change of a route takes 10 s. */
  readonly patience: number
  /** Without kubectl. */
  applyBookinfo(): Promise<void>
}

export interface Stage {
  readonly core: Core
  readonly context: string
  readonly patience: number
  readonly timeline: Timeline
  applyBookinfo(): Promise<void>
  setImage(tag: string): Promise<void>
  canary(): CanaryView | undefined
  graph(seconds: number): Promise<TrafficGraph>
  edges(seconds: number): Promise<Edge[]>
  /** Requests per second that a workload of the first context answered in the last seconds; undefined when nothing is known. */
  rateOf(workload: string, seconds: number): Promise<number | undefined>
  /** The objects as they are, and the edges once they have been the same for a while: the rarest shows last. */
  remember(): Promise<{ objects: Snapshot; edges: ReadonlySet<string> }>
}

const settledMs = 5000

export function createStage(
  core: Core,
  scene: Scene,
  timeline: Timeline,
  kubectl: Kubectl | undefined,
): Stage {
  const { contexts, patience } = scene
  const [context] = contexts
  const ref = { context, namespace, name: target }

  async function podsReady(): Promise<void> {
    await until(
      'every Bookinfo pod being ready',
      () => {
        const mine = core.workloads.list().workloads.filter((one) => one.namespace === namespace)
        const names = new Set(mine.map((one) => one.name))
        const all = ['productpage-v1', 'details-v1', 'ratings-v1', 'reviews-v1', 'reviews-v2', 'reviews-v3']
        const ready = mine.every((one) => one.replicas.ready >= one.replicas.desired)
        return all.every((name) => names.has(name)) && ready ? true : undefined
      },
      { timeoutMs: 120_000 },
    )
  }

  const stage: Stage = {
    core,
    context,
    patience,
    timeline,
    async applyBookinfo() {
      if (kubectl === undefined) await scene.applyBookinfo()
      else {
        for (const [index, place] of clusterNames(contexts.length).entries()) {
          const manifest = await bookinfoManifest(place, contexts.length)
          await kubectl.run(contexts[index] ?? context, ['apply', '-f', '-'], manifest)
        }
      }
      timeline.event(`Bookinfo applied ${kubectl === undefined ? 'by the sandbox' : 'with kubectl'}`)
      await podsReady()
      const pods = core.workloads.list().workloads.filter((one) => one.namespace === namespace)
      timeline.check('bookinfo ready', true, `${pods.length} deployments ready in ${contexts.join(' and ')}`)
    },
    async setImage(tag) {
      const image = imageOf(tag)
      if (kubectl !== undefined) {
        await kubectl.run(context, [
          '-n',
          namespace,
          'set',
          'image',
          `deploy/${target}`,
          `productpage=${image}`,
        ])
      } else {
        const input = { context, namespace, deployment: target, container: 'productpage', image }
        await core.workloads.setImage(input)
      }
      timeline.event(`set image deploy/${target} productpage=${image}`)
    },
    canary: () =>
      core.canaries
        .views()
        .find((view) => view.context === ref.context && view.namespace === namespace && view.name === target),
    graph: (seconds) =>
      core.traffic.graph(
        graphQuestionSchema.parse({ durationSeconds: seconds, namespaces: [namespace, 'istio-system'] }),
      ),
    async edges(seconds) {
      return toTable(await stage.graph(seconds))
    },
    async rateOf(workload, seconds) {
      const prometheus = await core.contexts.prometheus(context)
      const matchers = `reporter="destination",destination_workload_namespace="${namespace}",destination_workload="${workload}"`
      const samples = await prometheus.query(`sum(rate(istio_requests_total{${matchers}}[${seconds}s]))`)
      return samples[0]?.value
    },
    async remember() {
      let names: string[] = []
      let since = Date.now()
      const settled = async () => {
        const now = (await stage.edges(10)).map((edge) => `${edge.from} → ${edge.to}`)
        if (!isDeepStrictEqual(now, names)) since = Date.now()
        names = now
        return Date.now() - since >= settledMs ? now : undefined
      }
      const [objects, edges] = await Promise.all([
        takeSnapshot(core.contexts.cluster(context), namespace),
        until('the edges of the graph staying the same', settled, { timeoutMs: 120_000, everyMs: 500 }),
      ])
      return { objects, edges: new Set(edges) }
    },
  }
  return stage
}
