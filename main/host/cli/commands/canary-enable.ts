import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { withCore } from '../session.ts'
import { follow, refOf } from './canary-follow.ts'
import { header, rowOf, statusOf } from './canary-output.ts'
import { numberOf, outputOf, secondsOf } from './command-output.ts'

interface EnableOptions {
  readonly file?: string
  readonly interval?: string
  readonly stepWeight?: string
  readonly maxWeight?: string
  readonly threshold?: string
  readonly minSuccessRate?: string
  readonly maxDuration?: string
  readonly window?: string
}

export function enableCommand(): Command {
  return new Command('enable')
    .description('give a Deployment a canary: a primary takes the traffic, changes are flown step by step')
    .argument('<deployment>')
    .option('-f, --file <file>', 'a Flagger Canary as YAML or JSON')
    .option('--interval <duration>', 'time at each weight')
    .option('--step-weight <percent>', 'how much each step adds')
    .option('--max-weight <percent>', 'where the steps end')
    .option('--threshold <number>', 'failed checks that cause the rollback')
    .option('--min-success-rate <percent>', 'of requests without a 5xx')
    .option('--max-duration <duration>', 'of p99, such as 500ms')
    .option('--window <duration>', 'window of the metrics')
    .action(async (deployment: string, options: EnableOptions, command: Command) => {
      const { global, output } = outputOf(command)
      const change = optionsOf(options)
      if (options.file !== undefined && Object.keys(change).length > 0) {
        const reason = 'the file says how the canary goes; leave the other options out'
        fail({ code: 'bad-input', field: '--file', reason })
      }
      const spec = options.file === undefined ? undefined : await readSpec(options.file)
      await withCore(global, output, { drive: true }, async (core, contexts) => {
        const { context, namespace } = refOf(core, global, contexts, deployment)
        core.confirm(context, global.confirm)
        const view = await core.canaries.enable({
          context,
          namespace,
          target: deployment,
          ...(spec === undefined ? { options: change } : { spec }),
        })
        const ready = await follow(
          core,
          view,
          output,
          (now) => now === undefined || now.phase !== 'Initializing',
        )
        if (ready === undefined)
          fail({ code: 'not-found', context, kind: 'Canary', namespace, name: view.name })
        output.show(statusOf(ready), [header, rowOf(ready)])
        if (ready.phase === 'Initializing') {
          output.note(
            `aviary: Canary ${view.name} is not ready yet. aviary canary run goes on, or the window.`,
          )
          process.exitCode = 1
        }
      })
    })
}

async function readSpec(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    return fail({
      code: 'bad-input',
      field: '--file',
      reason: `${file} cannot be read (${(error as Error).message})`,
    })
  }
}

function optionsOf(options: EnableOptions) {
  const whole = (name: string, text: string | undefined, max?: number) =>
    text === undefined ? undefined : numberOf(name, text, { min: 1, max, whole: true })
  const seconds = (name: string, text: string | undefined) => {
    const value = text === undefined ? undefined : secondsOf(name, text)
    return value === 0 ? fail({ code: 'bad-input', field: name, reason: 'it must be more than 0' }) : value
  }
  const maxDuration = seconds('--max-duration', options.maxDuration)
  const given = {
    intervalSeconds: seconds('--interval', options.interval),
    stepWeight: whole('--step-weight', options.stepWeight, 100),
    maxWeight: whole('--max-weight', options.maxWeight, 100),
    threshold: whole('--threshold', options.threshold),
    minSuccessRate:
      options.minSuccessRate === undefined
        ? undefined
        : numberOf('--min-success-rate', options.minSuccessRate, { max: 100 }),
    maxDurationMs: maxDuration === undefined ? undefined : maxDuration * 1000,
    metricWindowSeconds: seconds('--window', options.window),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
