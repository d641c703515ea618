/** `aviary sandbox fault list|set|clear`: breaks a sandbox that runs, and mends it. */
import { Command } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { type Fault, faultNames, faultSchema, faultWords } from '#shared/model/faults.ts'
import type { ControlAnswer } from '#shared/model/sandbox.ts'
import { kubeconfigFiles } from '../../../kube/kubeconfig.ts'
import { askSandbox } from '../ask-sandbox.ts'
import type { Output } from '../output.ts'
import type { GlobalOptions } from '../session.ts'
import { outputOf } from './command-output.ts'

export function faultCommand(): Command {
  const known = `\nFaults:\n${faultNames.map((name) => `  ${name.padEnd(20)} ${faultWords[name]}`).join('\n')}`
  return new Command('fault')
    .description(
      'break something in a running sandbox, found by its kubeconfig; --context names one of its clusters',
    )
    .addHelpText('after', known)
    .allowExcessArguments()
    .action((_options, command: Command) => misnamed(command))
    .addCommand(
      new Command('list').description('what is broken now').action(async (_options, command: Command) => {
        const { global, output } = outputOf(command)
        show(output, await askSandbox(fileOf(global), { do: 'faults' }))
      }),
    )
    .addCommand(
      new Command('set')
        .description('break it')
        .argument('<fault...>', faultNames.join(', '))
        .action((faults: string[], _options, command: Command) => change(command, faults.map(faultOf), true)),
    )
    .addCommand(
      new Command('clear')
        .description('mend it; everything when nothing is named')
        .argument('[fault...]', faultNames.join(', '))
        .action((faults: string[], _options, command: Command) =>
          change(command, faults.map(faultOf), false),
        ),
    )
}

/** Neither list nor set nor clear; often a fault, without the word that says what to do with it. */
function misnamed(command: Command): never {
  const [word] = command.args
  if (word === undefined) return command.help({ error: true })
  const reason = faultSchema.safeParse(word).success
    ? `"${word}" needs a word before it: aviary sandbox fault set ${word}, or clear ${word}`
    : `"${word}" is not one of list, set, clear; with set and clear go ${faultNames.join(', ')}`
  return fail({ code: 'bad-input', field: 'fault', reason })
}

async function change(command: Command, named: readonly Fault[], on: boolean): Promise<void> {
  const { global, output } = outputOf(command)
  const file = fileOf(global)
  let now = await askSandbox(file, { do: 'faults' })
  const contexts = global.context.length > 0 ? global.context : now.contexts
  const missing = contexts.find((context) => !now.contexts.includes(context))
  if (missing !== undefined) fail({ code: 'unknown-context', context: missing, known: [...now.contexts] })
  for (const context of contexts) {
    const set = now.faults.filter((one) => one.context === context).map(({ fault }) => fault)
    for (const fault of named.length > 0 ? named : set)
      now = await askSandbox(file, { do: 'fault', context, fault, on })
  }
  show(output, now)
}

function show(output: Output, { faults }: ControlAnswer): void {
  if (output.format === 'json') output.line(JSON.stringify(faults))
  else if (faults.length === 0) output.line('Nothing is broken.')
  else
    for (const { context, fault } of faults)
      output.line(`${context}  ${fault.padEnd(20)} ${faultWords[fault]}`)
}

function fileOf(global: GlobalOptions): string {
  const [file] = kubeconfigFiles(global.kubeconfig, process.env)
  return file ?? fail({ code: 'no-kubeconfig', files: [] })
}

function faultOf(text: string): Fault {
  const fault = faultSchema.safeParse(text)
  if (fault.success) return fault.data
  const reason = `"${text}" is not one of ${faultNames.join(', ')}`
  return fail({ code: 'bad-input', field: 'fault', reason })
}
