import { Command } from 'commander'
import type { RangeSeries } from '../../../prometheus/prometheus.ts'
import { withCore } from '../session.ts'
import { outputOf, secondsOf } from './command-output.ts'

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
      await withCore(global, output, {}, async (core, contexts) => {
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
      await withCore(global, output, {}, async (core, contexts) => {
        const answers = await Promise.all(
          contexts.map(async (context) => {
            const prometheus = await core.contexts.prometheus(context)
            if (options.start === undefined) {
              const samples = await prometheus.query(
                expr,
                options.at === undefined ? undefined : timeOf(options.at),
              )
              return samples.map(({ labels, at, value }) => ({
                context,
                labels,
                points: [[at, value]] as const,
              }))
            }
            const end = options.end === undefined ? Date.now() / 1000 : timeOf(options.end)
            const series = await prometheus.queryRange(
              expr,
              timeOf(options.start),
              end,
              secondsOf('--step', options.step),
            )
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

function timeOf(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000
}

function seriesText(labels: RangeSeries['labels']): string {
  const { __name__: name = '', ...rest } = labels
  const pairs = Object.entries(rest).map(([key, value]) => `${key}="${value}"`)
  return `${name}${pairs.length === 0 && name !== '' ? '' : `{${pairs.join(',')}}`}`
}
