import { Command } from 'commander'
import { fail } from '#shared/model/failure.ts'
import type { FlightRun } from '#shared/model/flight.ts'
import type { Core } from '../../../core.ts'
import { withCore } from '../session.ts'
import { outputOf } from './command-output.ts'
import { resumeInCluster } from './flight-in-cluster.ts'
import { jsonLinesView, unseen } from './flight-live.ts'
import { printFlight } from './flight-output.ts'

export function resumeCommand(flightOf: (core: Core, id: string) => FlightRun): Command {
  return new Command('resume')
    .description('follow a flight in a cluster whose Aviary ended in mid-flight, fetch its result, clean up')
    .argument('<id>')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { global, output } = outputOf(command, ['csv', 'jsonl'])
      await withCore(global, output, { onlyNamed: true }, async (core) => {
        const run = flightOf(core, id)
        if (run.inCluster !== undefined && run.state === 'flying')
          await pickItsContext(core, run.inCluster.context)
        const view = global.output === 'jsonl' ? jsonLinesView(output) : unseen
        const ended = await resumeInCluster(core, run.id, output, view)
        if (global.output !== 'jsonl') printFlight(core, ended, global, output)
        if (ended.failure !== null) fail(ended.failure)
        if (ended.verdict?.passed === false) process.exitCode = 1
      })
    })
}

/** Nothing else is contacted. */
async function pickItsContext(core: Core, context: string): Promise<void> {
  const { contexts } = await core.contexts.pick([context])
  const state = contexts.find(({ name }) => name === context)
  if (state === undefined) fail({ code: 'unknown-context', context, known: contexts.map(({ name }) => name) })
  if (state.failure !== null) fail(state.failure)
}
