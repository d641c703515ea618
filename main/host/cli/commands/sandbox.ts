import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { whyNotAt } from '../../../sandbox/write-kubeconfig.ts'
import { createSandboxRunner } from '../../../sandbox-runner.ts'
import { createNodeLauncher } from '../../node-launcher.ts'
import { controlPlaneOf } from '../control-plane.ts'
import { untilInterrupted } from '../session.ts'
import { numberOf, outputOf } from './command-output.ts'
import { faultCommand } from './sandbox-fault.ts'

interface StartOptions {
  readonly clusters: string
  readonly seed: string
  readonly bookinfo: boolean
  readonly controlPlane?: string
  readonly scale?: string
  readonly traffic?: string
}

export function sandboxCommand(): Command {
  const start = new Command('start')
    .description('start simulated clusters with a mesh, and keep them until interrupted')
    .option('--clusters <number>', 'how many clusters', '2')
    .option('--seed <number>', 'seed of the random draws', '1')
    .option('--bookinfo', 'apply the Bookinfo sample', false)
    .option(
      '--scale <number>',
      'a synthetic mesh of so many namespaces with ten services of two pods each, and its traffic',
    )
    .option('--traffic <rate>', 'requests per second to Bookinfo through the ingress')
    .option(
      '--control-plane <kubeconfig>',
      'run only nodes, mesh and Prometheus, for the API server of its current context, which has its own controllers and scheduler and no nodes',
    )
    .addHelpText('after', '\nThe kubeconfig is written to --kubeconfig FILE, or to a temporary file.')
    .action(async (options: StartOptions, command: Command) => {
      const { global, output } = outputOf(command)
      const interrupted = untilInterrupted()
      const folder = await mkdtemp(join(tmpdir(), 'aviary-sandbox-'))
      const runner = createSandboxRunner(createNodeLauncher())
      try {
        const info = await runner.start({
          clusters: numberOf('--clusters', options.clusters, { min: 1, max: 8, whole: true }),
          seed: numberOf('--seed', options.seed, { whole: true }),
          bookinfo: options.bookinfo,
          kubeconfig: await placeFor(global.kubeconfig[0] ?? join(folder, 'kubeconfig')),
          ...(options.scale === undefined
            ? {}
            : { scale: numberOf('--scale', options.scale, { min: 1, max: 500, whole: true }) }),
          ...(options.traffic === undefined
            ? {}
            : { trafficPerSecond: numberOf('--traffic', options.traffic, { min: 0.1, max: 1000 }) }),
          ...(options.controlPlane === undefined
            ? {}
            : { controlPlane: await controlPlaneOf(options.controlPlane) }),
        })
        if (output.format === 'json') output.line(JSON.stringify(info))
        else if (output.format === 'yaml') output.show(info, [])
        else {
          output.line(`kubeconfig  ${info.kubeconfig}`)
          for (const cluster of info.clusters) {
            output.line(`${cluster.context}`)
            output.line(`  API server  ${cluster.server}`)
            if (cluster.token !== undefined) output.line(`  token       ${cluster.token}`)
            output.line(`  Prometheus  ${cluster.prometheus}`)
            output.line(`  ingress     ${cluster.ingress}, ${cluster.ingressTls}`)
            output.line(`  targets     ${cluster.metricsTargets}`)
          }
          output.line(`Try: KUBECONFIG=${info.kubeconfig} kubectl get pods -A   (Ctrl+C ends the sandbox)`)
        }
        await ended(interrupted, runner)
      } finally {
        await runner.stop()
        await rm(folder, { recursive: true, force: true })
      }
    })
  return new Command('sandbox')
    .description('simulated clusters with a mesh')
    .addCommand(start)
    .addCommand(faultCommand())
}

/** Resolves at the signal, or when the sandbox is gone by itself. */
function ended(signal: AbortSignal, runner: ReturnType<typeof createSandboxRunner>): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    signal.addEventListener('abort', () => done(), { once: true })
    runner.state.onChange((state) => {
      if (state.status !== 'running' && !signal.aborted) {
        process.exitCode = 1
        done()
      }
    })
  })
}

/** Before anything is started: where the kubeconfig will be written. */
async function placeFor(named: string): Promise<string> {
  const file = resolve(named)
  const folder = dirname(file)
  const reason = existsSync(folder) ? await whyNotAt(file) : `there is no folder ${folder} to write it to`
  return reason === undefined ? file : fail({ code: 'bad-input', field: '--kubeconfig', reason })
}
