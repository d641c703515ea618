/** Flights as files: what Aviary writes for other tools, and what it reads of Fortio's. */
import { Command, Option } from 'commander'
import { shareableRun } from '#shared/flight/shareable-fortio.ts'
import { fail, failureOf } from '#shared/model/failure.ts'
import { type FlightExportFormat, type FlightRun, flightExportFormatSchema } from '#shared/model/flight.ts'
import type { Core } from '../../../core.ts'
import { withCore } from '../session.ts'
import { outputOf } from './command-output.ts'
import { readText } from './read-text.ts'

export function exportCommand(flightOf: (core: Core, id: string) => FlightRun): Command {
  return new Command('export')
    .description('a flight as a file, on standard output')
    .argument('<id>')
    .addOption(
      new Option('--as <format>', 'csv is of slices, hdr are HdrHistogram percentiles, html is a report')
        .choices(flightExportFormatSchema.options)
        .makeOptionMandatory(),
    )
    .action(async (id: string, { as }: { as: FlightExportFormat }, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { onlyNamed: true }, async (core) => {
        const { text } = core.flights.export(flightOf(core, id).id, as)
        output.line(text.trimEnd())
      })
    })
}

export function importCommand(): Command {
  return new Command('import')
    .description("keep a result JSON of Fortio's as a flight, and print its id")
    .argument('<file>', 'or - for standard input')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      const text = await readText('FILE', file, process.stdin)
      await withCore(global, output, { onlyNamed: true }, async (core) => {
        const run = imported(core, file, text)
        output.show(shareableRun(run), [[run.id]])
      })
    })
}

/** What is wrong with the text is said of the file by its name. */
function imported(core: Core, file: string, text: string): FlightRun {
  try {
    return core.flights.import(text)
  } catch (error) {
    const failure = failureOf(error)
    if (failure.code === 'bad-input') fail({ ...failure, field: file })
    throw error
  }
}
