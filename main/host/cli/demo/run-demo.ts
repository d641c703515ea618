/**
 * The story: the clusters, Bookinfo, a continuous flight, the graph, a canary, a good version, a bad version, and the
 * way back. Each step has at least one named check; a step that cannot be done is a check that did not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Output } from '../output.ts'
import { untilInterrupted } from '../session.ts'
import { findKubectl } from './kubectl.ts'
import { type OpenedScene, openScene } from './open-scene.ts'
import { createStage } from './stage.ts'
import {
  checkContexts,
  disableCanary,
  enableCanary,
  flyBadVersion,
  flyGoodVersion,
  startFlight,
  watchTraffic,
} from './steps.ts'
import { createTimeline, type Timeline } from './timeline.ts'

export interface DemoOptions {
  readonly output: Output
  readonly goodTag: string
  readonly badTag: string
  readonly withoutKubectl: boolean
  readonly confirm: string | undefined
  /** Kubeconfig of a control plane to play on. */
  readonly controlPlane?: string
}

export async function runDemo(options: DemoOptions): Promise<boolean> {
  const timeline = createTimeline(options.output, () => Date.now())
  const folder = await mkdtemp(join(tmpdir(), 'aviary-demo-'))
  const interrupted = whenInterrupted()
  try {
    const { controlPlane, output } = options
    const scene = await openScene({ folder, controlPlane, warn: output.note })
    try {
      await Promise.race([tellStory(scene, timeline, options), interrupted.promise])
    } finally {
      await scene.close()
    }
  } catch (error) {
    if (interrupted.happened()) process.exitCode = 130
    else timeline.check('the story goes on', false, error instanceof Error ? error.message : String(error))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  // What the story still had under way failed with the scene, and must not keep the process or print any more.
  if (interrupted.happened()) process.exit()
  return timeline.finish()
}

interface Interruption {
  /** Rejects at the first SIGINT or SIGTERM. */
  readonly promise: Promise<never>
  happened(): boolean
}

/** The scene is taken down in order even then; a second signal ends the process at once. */
function whenInterrupted(): Interruption {
  const signal = untilInterrupted()
  const promise = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('interrupted')), { once: true })
  })
  // While the scene is still being set up nobody waits for it yet.
  promise.catch(() => undefined)
  return { promise, happened: () => signal.aborted }
}

async function tellStory(scene: OpenedScene, timeline: Timeline, options: DemoOptions): Promise<void> {
  const { core, kubeconfig } = scene
  checkContexts(core, timeline, scene.contexts.length)
  const kubectl = options.withoutKubectl ? undefined : await findKubectl(kubeconfig, process.env)
  timeline.event(kubectl === undefined ? 'kubectl is not used' : 'kubectl is on PATH and will be used')
  const stage = createStage(core, scene, timeline, kubectl)
  await stage.applyBookinfo()
  const flight = await startFlight(stage)
  await watchTraffic(stage)
  const start = await stage.remember()
  await enableCanary(stage, flight)
  await flyGoodVersion(stage, flight, options.goodTag)
  await flyBadVersion(stage, flight, options.badTag, options.goodTag)
  await disableCanary(stage, flight, start, options.goodTag)
}
