import { Command } from 'commander'
import { parse } from 'yaml'
import { settingsSchema } from '#shared/contract/settings.ts'
import { fail } from '#shared/model/failure.ts'
import { openSettings } from '../../../storage/settings.ts'
import { dataFolder } from '../../data-folder.ts'
import { outputOf } from './command-output.ts'

export function configCommand(): Command {
  const get = new Command('get')
    .description('print the settings, or one of them')
    .argument('[name]', 'theme, contexts or lastPicked')
    .action(async (name: string | undefined, _options: unknown, command: Command) => {
      const { output } = outputOf(command)
      const store = await openSettings(dataFolder(process.env), output.note)
      const settings = store.current.get()
      const value = name === undefined ? settings : settings[known(name)]
      output.show(value, [
        ['NAME', 'VALUE'],
        ...Object.entries(settings).map(([key, one]) => [key, JSON.stringify(one)]),
      ])
    })
  const set = new Command('set')
    .description('change one setting')
    .argument('<name>', 'theme, contexts or lastPicked')
    .argument('<value>', 'YAML or JSON, for example: contexts "{prod: {protected: true}}"')
    .action(async (name: string, value: string, _options: unknown, command: Command) => {
      const { output } = outputOf(command)
      const change = settingsSchema
        .omit({ version: true })
        .partial()
        .safeParse({ [known(name)]: parse(value) })
      if (!change.success) {
        fail({
          code: 'bad-input',
          field: name,
          reason: change.error.issues[0]?.message ?? 'it cannot be read',
        })
      }
      const store = await openSettings(dataFolder(process.env), output.note)
      await store.set(change.data)
    })
  return new Command('config').description("Aviary's settings on this laptop").addCommand(get).addCommand(set)
}

function known(name: string): 'theme' | 'contexts' | 'lastPicked' {
  if (name === 'theme' || name === 'contexts' || name === 'lastPicked') return name
  return fail({ code: 'bad-input', field: name, reason: 'it is not one of theme, contexts, lastPicked' })
}
