/** The command line: its words, and which file carries each of them out. */
import { Command, Help, InvalidArgumentError, Option } from 'commander'
import { version } from '../version.ts'
import { activityCommand } from './commands/activity.ts'
import { canaryCommand } from './commands/canary.ts'
import { completeCommand, completionCommand } from './commands/completion.ts'
import { configCommand } from './commands/config.ts'
import { contextsCommand } from './commands/contexts.ts'
import { demoCommand } from './commands/demo.ts'
import { flightCommand } from './commands/flight.ts'
import { graphCommand } from './commands/graph.ts'
import { meshCommand } from './commands/mesh.ts'
import { prometheusCommand } from './commands/prometheus.ts'
import { sandboxCommand } from './commands/sandbox.ts'
import { desktopCommand, serveCommand } from './commands/serve.ts'

export function createProgram(): Command {
  const program = new Command('aviary')
    .description('See Istio traffic, send test flights and fly canaries from your laptop.')
    .version(version)
    .option('--kubeconfig <file>', 'kubeconfig file; repeatable, merged as kubectl does', collect, [])
    .option('--context <name>', 'context to use; repeatable', collect, [])
    .option('-n, --namespace <name>', 'namespace')
    .addOption(
      new Option('-o, --output <format>', 'output format')
        .choices(['table', 'json', 'yaml', 'csv', 'jsonl', 'dot', 'mermaid'])
        .default('table'),
    )
    .option('--no-color', 'no colours, as with NO_COLOR')
    .addOption(
      new Option('--prometheus <url>', 'use this Prometheus instead of the one that is found').argParser(
        httpUrl,
      ),
    )
    .option('--confirm <context>', 'allow changes in this protected context')
  const commands = [
    desktopCommand(),
    serveCommand(),
    contextsCommand(),
    sandboxCommand(),
    demoCommand(),
    meshCommand(),
    prometheusCommand(),
    graphCommand(),
    flightCommand(),
    canaryCommand(),
    activityCommand(),
    configCommand(),
  ]
  for (const command of commands) program.addCommand(command, { isDefault: command.name() === 'desktop' })
  program.addCommand(completionCommand())
  program.addCommand(completeCommand(program), { hidden: true })
  speakAlike(program, 'aviary')
  return program
}

/** commander hands neither its exit codes nor its manners down to commands that are added to it. */
function speakAlike(command: Command, path: string): void {
  command
    .exitOverride((error) => {
      // commander has written its sentence already; 2 is usage.
      process.exit(error.exitCode === 0 ? 0 : 2)
    })
    .configureOutput({ outputError: (text, write) => write(usageError(text, path)) })
    .configureHelp({ optionDescription: describe })
  for (const one of command.commands) speakAlike(one, `${path} ${one.name()}`)
}

/** commander's `error: …`, perhaps with a suggestion on a second line, as one sentence and what to do. */
function usageError(text: string, path: string): string {
  const said = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')
  return `aviary: ${said}${/[.)]$/.test(said) ? '' : '.'} See ${path} --help.\n`
}

/** Leaves out the defaults that say nothing: `false`, `[]`. */
function describe(option: Option): string {
  const { defaultValue } = option
  const says = defaultValue !== false && !(Array.isArray(defaultValue) && defaultValue.length === 0)
  return says ? new Help().optionDescription(option) : option.description
}

function httpUrl(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw new InvalidArgumentError('It is not an http(s) URL.')
  return text
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}
