import { Command } from 'commander'
import { fail } from '#shared/model/failure.ts'
import type { RangeSeries } from '../../../prometheus/prometheus.ts'
import { withCore } from '../session.ts'
import { outputOf, secondsOf, timeOf } from './command-output.ts'

interface QueryOptions {
  readonly at?: string
  readonly start?: string
  readonly end?: string
  readonly step: string
}

export function prometheusCommand(): Command {
  const discover = new Command('discover')
    .description('find the Prometheus of each context, and say what was tried')
    .action(async (_options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { each: true }, async (core, contexts) => {
        const found = await Promise.all(
          contexts.map(async (context) => {
            const { where } = await core.contexts.prometheus(context)
            return { context, where, log: core.contexts.prometheusLog(context) }
          }),
        )
        output.show(found, [['CONTEXT', 'PROMETHEUS'], ...found.map((one) => [one.context, one.where])])
        if (output.format === 'table')
          for (const step of found.flatMap((one) => one.log)) output.note(`  ${step}`)
      })
    })

  const query = new Command('query')
    .description('evaluate PromQL in each context')
    .argument('<expr>', 'PromQL')
    .option('--at <time>', 'RFC 3339 or seconds since the epoch; now when missing')
    .option('--start <time>', 'start of a range query')
    .option('--end <time>', 'end of a range query')
    .option('--step <duration>', 'step of a range query', '15s')
    .action(async (expr: string, options: QueryOptions, command: Command) => {
      const { global, output } = outputOf(command)
      const at = options.at === undefined ? undefined : timeOf('--at', options.at)
      const range = rangeOf(options)
      await withCore(global, output, { each: true }, async (core, contexts) => {
        const answers = await Promise.all(
          contexts.map(async (context) => {
            const prometheus = await core.contexts.prometheus(context)
            if (range === undefined) {
              const samples = await prometheus.query(expr, at)
              return samples.map(({ labels, at, value }) => ({
                context,
                labels,
                points: [[at, value]] as const,
              }))
            }
            const series = await prometheus.queryRange(expr, range.start, range.end, range.step)
            return series.map((one) => ({ context, ...one }))
          }),
        )
        const rows = answers.flat()
        output.show(rows, [
          ['CONTEXT', 'SERIES', 'VALUE'],
          ...rows.map((row) => [
            row.context,
            seriesText(row.labels),
            row.points.map(([, value]) => value).join(' '),
          ]),
        ])
      })
    })
  return new Command('prometheus')
    .description('the Prometheus of each context')
    .addCommand(discover)
    .addCommand(query)
}

/** The range that is asked for, or undefined for a query at one moment. */
function rangeOf(options: QueryOptions): { start: number; end: number; step: number } | undefined {
  const refuse = (field: string, reason: string): never => fail({ code: 'bad-input', field, reason })
  if (options.start === undefined) {
    return options.end === undefined ? undefined : refuse('--end', 'a range needs --start too')
  }
  if (options.at !== undefined) refuse('--at', 'it is one moment, and --start begins a range')
  const start = timeOf('--start', options.start)
  const end = options.end === undefined ? Date.now() / 1000 : timeOf('--end', options.end)
  const step = secondsOf('--step', options.step)
  if (end < start) refuse('--end', 'it lies before --start')
  if (step === 0) refuse('--step', 'it must be more than 0')
  return { start, end, step }
}

function seriesText(labels: RangeSeries['labels']): string {
  const { __name__: name = '', ...rest } = labels
  const pairs = Object.entries(rest).map(([key, value]) => `${key}="${value}"`)
  return `${name}${pairs.length === 0 && name !== '' ? '' : `{${pairs.join(',')}}`}`
}
