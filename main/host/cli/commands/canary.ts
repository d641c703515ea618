import { Command } from 'commander'
import { failureText } from '../output.ts'
import { untilInterrupted, withCore } from '../session.ts'
import { enableCommand } from './canary-enable.ts'
import { follow, refOf } from './canary-follow.ts'
import { header, historyLines, printChange, rowOf, statusOf } from './canary-output.ts'
import { outputOf } from './command-output.ts'

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
