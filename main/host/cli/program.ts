/** The command line: its words, and which file carries each of them out. */
import { Command, Option } from 'commander'
import { version } from '../version.ts'
import { activityCommand } from './commands/activity.ts'
import { canaryCommand } from './commands/canary.ts'
import { completionCommand } from './commands/completion.ts'
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
    .showSuggestionAfterError()
    .exitOverride((error) => {
      // commander has written its sentence already; 2 is usage.
      process.exit(error.exitCode === 0 ? 0 : 2)
    })
    .option('--kubeconfig <file>', 'kubeconfig file; repeatable, merged as kubectl does', collect, [])
    .option('--context <name>', 'context to use; repeatable', collect, [])
    .option('-n, --namespace <name>', 'namespace')
    .addOption(
      new Option('-o, --output <format>', 'output format')
        .choices(['table', 'json', 'yaml', 'csv', 'dot', 'mermaid'])
        .default('table'),
    )
    .option('--no-color', 'no colours')
    .option('--prometheus <url>', 'use this Prometheus instead of the one that is found')
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
  program.addCommand(completionCommand(program))
  return program
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}
