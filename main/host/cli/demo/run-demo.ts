/**
 * The story: two clusters, Bookinfo, a continuous flight, the graph, a canary, a good version, a bad version, and the
 * way back. Each step has at least one named check; a step that cannot be done is a check that did not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Core, createCore } from '../../../core.ts'
import { createNodeLauncher } from '../../node-launcher.ts'
import { version } from '../../version.ts'
import type { Output } from '../output.ts'
import { identity } from '../session.ts'
import { findKubectl } from './kubectl.ts'
import { createStage } from './stage.ts'
import {
  disableCanary,
  enableCanary,
  flyBadVersion,
  flyGoodVersion,
  startFlight,
  startSandbox,
  watchTraffic,
} from './steps.ts'
import { createTimeline } from './timeline.ts'

export interface DemoOptions {
  readonly output: Output
  readonly goodTag: string
  readonly badTag: string
  readonly withoutKubectl: boolean
  readonly confirm: string | undefined
}

export async function runDemo(options: DemoOptions): Promise<boolean> {
  const timeline = createTimeline(options.output, () => Date.now())
  const folder = await mkdtemp(join(tmpdir(), 'aviary-demo-'))
  const core = await createCore({
    kubeconfig: [],
    dataFolder: folder,
    launcher: createNodeLauncher(),
    host: { kind: 'cli', version, platform: process.platform, staysAfterClose: false },
    identity: identity(),
    drive: true,
    warn: options.output.note,
  })
  const interrupt = () => process.exit(130)
  process.once('SIGINT', interrupt)
  try {
    await tellStory(core, timeline, options)
  } catch (error) {
    timeline.check('the story goes on', false, error instanceof Error ? error.message : String(error))
  } finally {
    await core.close()
    await rm(folder, { recursive: true, force: true })
    process.removeListener('SIGINT', interrupt)
  }
  return timeline.finish()
}

async function tellStory(
  core: Core,
  timeline: ReturnType<typeof createTimeline>,
  options: DemoOptions,
): Promise<void> {
  await startSandbox(core, timeline)
  const kubeconfig = core.sandbox.state.get().info?.kubeconfig ?? ''
  const kubectl = options.withoutKubectl ? undefined : await findKubectl(kubeconfig, process.env)
  timeline.event(kubectl === undefined ? 'kubectl is not used' : 'kubectl is on PATH and will be used')
  const stage = createStage(core, timeline, kubectl)
  await stage.applyBookinfo()
  const flight = await startFlight(stage)
  await watchTraffic(stage)
  const start = await stage.remember()
  await enableCanary(stage, flight)
  await flyGoodVersion(stage, flight, options.goodTag)
  await flyBadVersion(stage, flight, options.badTag, options.goodTag)
  await disableCanary(stage, flight, start, options.goodTag)
}
