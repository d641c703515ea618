import { Command } from 'commander'
import { shareableRun } from '#shared/flight/shareable-fortio.ts'
import type { FlightRun } from '#shared/model/flight.ts'
import type { Core } from '../../../core.ts'
import { withCore } from '../session.ts'
import { outputOf } from './command-output.ts'
import { exportCommand, importCommand } from './flight-files.ts'
import { comparison, printFlight, rowOf } from './flight-output.ts'
import { resumeCommand } from './flight-resume.ts'
import { runCommand } from './flight-run.ts'

export function flightCommand(): Command {
  const list = new Command('list')
    .description('flights of this laptop, newest first')
    .action(async (_options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { onlyNamed: true }, async (core) => {
        const runs = core.flights.list()
        const head = ['ID', 'STARTED', 'STATE', 'URL', 'RATE', 'P99', 'ERRORS']
        output.show(runs.map(shareableRun), [head, ...runs.map(rowOf)])
      })
    })
  const show = new Command('show')
    .description("one flight's result")
    .argument('<id>')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { global, output } = outputOf(command, ['csv'])
      await withCore(global, output, { onlyNamed: true }, async (core) =>
        printFlight(core, flightOf(core, id), global, output),
      )
    })
  const compare = new Command('compare')
    .description('flights side by side, against the first')
    .argument('<ids...>')
    .action(async (ids: string[], _options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { onlyNamed: true }, async (core) => {
        const runs = ids.map((id) => flightOf(core, id))
        output.show(runs.map(shareableRun), comparison(runs))
      })
    })
  const remove = new Command('delete')
    .description('forget flights')
    .argument('<ids...>')
    .action(async (ids: string[], _options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { onlyNamed: true }, async (core) => {
        // All are known, or none goes.
        const runs = ids.map((id) => flightOf(core, id))
        for (const { id } of runs) core.flights.delete(id)
      })
    })
  const flight = new Command('flight').description('test flights: HTTP load from this laptop')
  const files = [exportCommand(flightOf), importCommand()]
  for (const one of [runCommand(), resumeCommand(flightOf), list, show, compare, ...files, remove])
    flight.addCommand(one)
  return flight
}

/** By its id, or by the eight digits that `compare` shows of it. */
function flightOf(core: Core, id: string): FlightRun {
  const [first, ...others] = core.flights.list().filter((run) => run.id.slice(0, 8) === id)
  return first !== undefined && others.length === 0 ? first : core.flights.get(id)
}
