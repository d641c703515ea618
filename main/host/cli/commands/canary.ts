import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { CanaryView } from '#shared/model/canary.ts'
import { fail } from '#shared/model/failure.ts'
import type { Core } from '../../../core.ts'
import { failureText, type Output } from '../output.ts'
import { type GlobalOptions, namespaceOf, untilInterrupted, withCore } from '../session.ts'
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

type Steering = 'pause' | 'resume' | 'step' | 'promote' | 'rollBack'

export function canaryCommand(): Command {
  const canary = new Command('canary').description('rollouts that shift traffic step by step')
  const steering: readonly [string, Steering, string][] = [
    ['pause', 'pause', 'hold the weight where it is'],
    ['resume', 'resume', 'go on after a pause'],
    ['step', 'step', 'take the next step now'],
    ['promote', 'promote', 'promote now, without the steps that are left'],
    ['abort', 'rollBack', 'send all traffic back to the primary'],
  ]
  for (const command of [
    listCommand(),
    enableCommand(),
    disableCommand(),
    statusCommand(),
    watchCommand(),
    runCommand(),
    ...steering.map(([name, verb, text]) => steeringCommand(name, verb, text)),
  ]) {
    canary.addCommand(command)
  }
  return canary
}

/** The only context of a command that acts on one object. */
function single(contexts: readonly string[]): string {
  const [context] = contexts
  if (context === undefined || contexts.length > 1) {
    return fail({ code: 'bad-input', field: '--context', reason: 'name exactly one context here' })
  }
  return context
}

function refOf(core: Core, global: GlobalOptions, contexts: readonly string[], name: string) {
  const context = single(contexts)
  return { context, namespace: namespaceOf(core, global, context), name }
}

/** Flagger's status fields first, under Flagger's names. */
const statusFields = [
  'context',
  'namespace',
  'name',
  'phase',
  'canaryWeight',
  'failedChecks',
  'iterations',
  'because',
  'conditions',
  'drivenBy',
] as const

const statusOf = (view: CanaryView) => Object.fromEntries(statusFields.map((field) => [field, view[field]]))

const header = ['CONTEXT', 'NAMESPACE', 'NAME', 'PHASE', 'WEIGHT', 'FAILED', 'BECAUSE']
const rowOf = (view: CanaryView) => [
  view.context,
  view.namespace,
  view.name,
  view.phase,
  `${view.canaryWeight} %`,
  `${view.failedChecks}/${view.plan.threshold}`,
  view.because,
]

function listCommand(): Command {
  return new Command('list')
    .description('canaries of the contexts')
    .action(async (_: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { each: true }, async (core) => {
        await core.canaries.ready()
        const views = core.canaries
          .views()
          .filter((view) => global.namespace === undefined || view.namespace === global.namespace)
        output.show(views.map(statusOf), [header, ...views.map(rowOf)])
      })
    })
}

function enableCommand(): Command {
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

function disableCommand(): Command {
  return new Command('disable')
    .description('take the canary away; traffic flows as it did before')
    .argument('<name>')
    .action(async (name: string, _: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { drive: true }, async (core, contexts) => {
        const ref = refOf(core, global, contexts, name)
        core.confirm(ref.context, global.confirm)
        await core.canaries.ready()
        const view = await core.canaries.disable(ref)
        const left = await follow(core, view, output, (now) => now === undefined)
        if (left === undefined) {
          const said = `Canary ${name} is gone; ${view.plan.targetName} takes its traffic itself.`
          if (output.format === 'table') output.line(said)
          else output.show({ ...ref, gone: true }, [])
          return
        }
        output.note(`aviary: Canary ${name} is not gone yet. aviary canary run goes on, or the window.`)
        process.exitCode = 1
      })
    })
}

function statusCommand(): Command {
  return new Command('status')
    .description('one canary')
    .argument('<name>')
    .action(async (name: string, _: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, {}, async (core, contexts) => {
        await core.canaries.ready()
        const view = await core.canaries.get(refOf(core, global, contexts, name))
        output.show(statusOf(view), [header, rowOf(view)])
        if (output.format === 'table') for (const line of historyLines(view)) output.line(line)
      })
    })
}

const historyLines = (view: CanaryView) =>
  view.history
    .slice(-15)
    .map((entry) => `  ${entry.at}  ${entry.weight} %  ${entry.verdict}  ${entry.because}`)

function watchCommand(): Command {
  return new Command('watch')
    .description('one line for each change of a canary, until interrupted or gone')
    .argument('<name>')
    .action(async (name: string, _: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      const interrupted = untilInterrupted()
      await withCore(global, output, {}, async (core, contexts) => {
        await core.canaries.ready()
        const view = await core.canaries.get(refOf(core, global, contexts, name))
        await follow(core, view, output, (now) => now === undefined, { signal: interrupted, lines: true })
      })
    })
}

function runCommand(): Command {
  return new Command('run')
    .description('drive the canaries of the contexts until interrupted')
    .action(async (_: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      const interrupted = untilInterrupted()
      await withCore(global, output, { drive: true }, async (core) => {
        await core.canaries.ready()
        const seen = new Map<string, string>()
        for await (const { canaries, problems } of core.canaries.watch(interrupted)) {
          for (const problem of problems) output.note(`aviary: ${failureText(problem.failure)}`)
          for (const view of canaries) printChange(view, seen, output)
        }
      })
    })
}

function steeringCommand(name: string, verb: Steering, text: string): Command {
  return new Command(name)
    .description(text)
    .argument('<name>')
    .action(async (canary: string, _: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, {}, async (core, contexts) => {
        const ref = refOf(core, global, contexts, canary)
        core.confirm(ref.context, global.confirm)
        await core.canaries.ready()
        const view = await core.canaries[verb](ref)
        output.show(statusOf(view), [header, rowOf(view)])
        if (view.drivenBy === null)
          output.note('Nobody drives this canary just now; aviary canary run does, or the window.')
      })
    })
}

/** Follows one canary until `done`; resolves with its last view, or undefined when it is gone. */
async function follow(
  core: Core,
  first: CanaryView,
  output: Output,
  done: (now: CanaryView | undefined) => boolean,
  { signal, lines = output.format === 'table' }: { signal?: AbortSignal; lines?: boolean } = {},
): Promise<CanaryView | undefined> {
  const seen = new Map<string, string>()
  const stop = signal ?? untilInterrupted()
  let now: CanaryView | undefined = first
  for await (const { canaries } of core.canaries.watch(stop)) {
    now = canaries.find(
      (one) => one.context === first.context && one.namespace === first.namespace && one.name === first.name,
    )
    if (now !== undefined && lines) printChange(now, seen, output)
    if (done(now)) return now
  }
  return now
}

function printChange(view: CanaryView, seen: Map<string, string>, output: Output): void {
  const key = `${view.context}/${view.namespace}/${view.name}`
  const text = `${view.phase} ${view.canaryWeight} ${view.because}`
  if (seen.get(key) === text) return
  seen.set(key, text)
  if (output.format === 'json') output.line(JSON.stringify(statusOf(view)))
  else if (output.format === 'yaml') {
    output.line('---')
    output.show(statusOf(view), [])
  } else output.line(`${key}  ${view.phase}  ${view.canaryWeight} %  ${view.because}`)
}
