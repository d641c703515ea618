/** Where the story plays: on a sandbox of two clusters, or on a control plane that is there already. */
import { join } from 'node:path'
import { type Core, createCore } from '../../../core.ts'
import { createSandboxRunner } from '../../../sandbox-runner.ts'
import { createNodeLauncher } from '../../node-launcher.ts'
import { version } from '../../version.ts'
import { identity } from '../session.ts'
import type { Scene } from './stage.ts'

export interface OpenedScene extends Scene {
  readonly core: Core
  readonly kubeconfig: string
  close(): Promise<void>
}

interface SceneOptions {
  /** For whatever is written. */
  readonly folder: string
  /** Kubeconfig of the control plane; undefined for the sandbox's own. */
  readonly controlPlane: string | undefined
  readonly warn: (sentence: string) => void
}

export async function openScene(options: SceneOptions): Promise<OpenedScene> {
  return options.controlPlane === undefined
    ? await ownClusters(options)
    : await attached(options, options.controlPlane)
}

async function ownClusters(options: SceneOptions): Promise<OpenedScene> {
  const core = await coreOn(options, [])
  const close = () => core.close()
  try {
    await core.startSandbox({ clusters: 2, bookinfo: false })
  } catch (error) {
    await close()
    throw error
  }
  const kubeconfig = core.sandbox.state.get().info?.kubeconfig ?? ''
  const applyBookinfo = () => core.sandbox.applyBookinfo()
  return { core, kubeconfig, contexts: ['east', 'west'], patience: 1, applyBookinfo, close }
}

/** A real API server cannot reach simulated pods, so Prometheus is named and istiod stays unasked. */
async function attached(options: SceneOptions, controlPlane: string): Promise<OpenedScene> {
  const runner = createSandboxRunner(createNodeLauncher())
  const closers: (() => Promise<void>)[] = [() => runner.stop()]
  const close = async () => {
    for (const one of closers.toReversed()) await one()
  }
  try {
    const info = await runner.start({
      ...{ clusters: 1, seed: 1, bookinfo: false, controlPlane },
      kubeconfig: join(options.folder, 'unused.kubeconfig'),
    })
    const [cluster] = info.clusters
    if (cluster === undefined) throw new Error('the control plane has no context')
    const core = await coreOn(options, [info.kubeconfig], cluster.prometheus)
    closers.push(() => core.close())
    await core.contexts.pick([cluster.context])
    const applyBookinfo = () => runner.applyBookinfo()
    return {
      core,
      kubeconfig: info.kubeconfig,
      contexts: [cluster.context],
      patience: 3,
      applyBookinfo,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function coreOn(
  { folder, warn }: SceneOptions,
  kubeconfig: readonly string[],
  prometheusUrl?: string,
): Promise<Core> {
  return createCore({
    kubeconfig,
    dataFolder: folder,
    launcher: createNodeLauncher(),
    host: { kind: 'cli', version, platform: process.platform, staysAfterClose: false },
    identity: identity(),
    drive: true,
    warn,
    ...(prometheusUrl === undefined ? {} : { prometheusUrl }),
  })
}
