/** Flights as files: what Aviary writes for other tools, and what it reads of Fortio's. */
import { readFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { type FlightExportFormat, type FlightRun, flightExportFormatSchema } from '#shared/model/flight.ts'
import type { Core } from '../../../core.ts'
import { withCore } from '../session.ts'
import { outputOf } from './command-output.ts'

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
      await withCore(global, output, { contextOptional: true }, async (core) => {
        const { text } = core.flights.export(flightOf(core, id).id, as)
        output.line(text.trimEnd())
      })
    })
}

export function importCommand(): Command {
  return new Command('import')
    .description("keep a result JSON of Fortio's as a flight, and print its id")
    .argument('<file>')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        const reason = error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`
        return fail({ code: 'bad-input', field: file, reason })
      })
      await withCore(global, output, { contextOptional: true }, async (core) => {
        const run = core.flights.import(text)
        output.show(run, [[run.id]])
      })
    })
}
