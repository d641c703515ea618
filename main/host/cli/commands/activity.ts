import { Command } from 'commander'
import { openHistory } from '../../../storage/history.ts'
import { dataFolder } from '../../data-folder.ts'
import { numberOf, outputOf } from './command-output.ts'

export function activityCommand(): Command {
  return new Command('activity')
    .description('what Aviary changed, newest last')
    .option('--limit <number>', 'at most so many entries', '50')
    .action((options: { limit: string }, command: Command) => {
      const { output } = outputOf(command)
      const history = openHistory(dataFolder(process.env), output.note)
      try {
        const entries = history
          .activity(numberOf('--limit', options.limit, { min: 1, max: 1000, whole: true }))
          .reverse()
        output.show(entries, [
          ['TIME', 'CONTEXT', 'VERB', 'OBJECT', 'WHY', 'OUTCOME'],
          ...entries.map((entry) => [
            entry.at,
            entry.context,
            entry.verb,
            `${entry.kind.toLowerCase()}/${entry.name}${entry.namespace === '' ? '' : ` -n ${entry.namespace}`}`,
            entry.why,
            entry.outcome,
          ]),
        ])
      } finally {
        history.close()
      }
    })
}
