import { Command, Option } from 'commander'
import { graphQuestionSchema, maxWindowSeconds } from '#shared/contract/traffic.ts'
import { fail } from '#shared/model/failure.ts'
import { type GraphType, graphTypes } from '#shared/model/traffic.ts'
import { toDot, toMermaid, toTable } from '#shared/traffic/export.ts'
import { failureText } from '../output.ts'
import { withCore } from '../session.ts'
import { outputOf, secondsOf, timeOf } from './command-output.ts'

interface GraphOptions {
  readonly type: GraphType
  readonly duration: string
  readonly at?: string
  readonly services: boolean
}

export function graphCommand(): Command {
  return new Command('graph')
    .description('the traffic graph of the contexts')
    .addOption(new Option('--type <type>', 'what a node is').choices([...graphTypes]).default('versionedApp'))
    .option('--duration <duration>', 'window of the rates', '1m')
    .option('--at <time>', 'RFC 3339 or seconds since the epoch; now when missing')
    .option('--services', 'draw the services between the workloads', false)
    .action(async (options: GraphOptions, command: Command) => {
      const { global, output } = outputOf(command, ['dot', 'mermaid'])
      const question = graphQuestionSchema.parse({
        graphType: options.type,
        durationSeconds: windowOf(options.duration),
        namespaces: global.namespace === undefined ? [] : [global.namespace],
        injectServiceNodes: options.services,
        ...(options.at === undefined ? {} : { at: timeOf('--at', options.at) }),
      })
      await withCore(global, output, { each: true }, async (core, contexts) => {
        await core.workloads.ready()
        const graph = await core.traffic.graph(question)
        const problems = graph.problems.filter(({ context }) => contexts.includes(context))
        if (global.output === 'dot') output.line(toDot(graph))
        else if (global.output === 'mermaid') output.line(toMermaid(graph))
        else if (global.output !== 'table' || problems.length < contexts.length) {
          const rows = toTable(graph)
          output.show(graph, [
            ['FROM', 'TO', 'RATE', 'ERRORS', 'P95'],
            ...rows.map((row) => [row.from, row.to, row.rate, row.errorPercent, row.p95]),
          ])
          if (rows.length === 0)
            output.note(`aviary: No traffic was seen${within(global.namespace, contexts)}.`)
        }
        for (const problem of problems) output.note(`aviary: ${failureText(problem.failure)}`)
        if (problems.length > 0) process.exitCode = 1
      })
    })
}

function windowOf(text: string): number {
  const seconds = secondsOf('--duration', text)
  if (seconds > 0 && seconds <= maxWindowSeconds) return seconds
  const reason = `"${text}" is not a window of more than 0 and at most 30 days`
  return fail({ code: 'bad-input', field: '--duration', reason })
}

const within = (namespace: string | undefined, contexts: readonly string[]) =>
  `${namespace === undefined ? '' : ` in namespace ${namespace}`} of ${contexts.join(', ')}`
