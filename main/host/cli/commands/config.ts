import { Command } from 'commander'
import { parse } from 'yaml'
import { settingsChangeSchema } from '#shared/contract/settings.ts'
import { fail } from '#shared/model/failure.ts'
import { firstLineOf } from '#shared/model/first-line.ts'
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
      const shown = name === undefined ? settings : { [name]: value }
      output.show(value, [
        ['NAME', 'VALUE'],
        ...Object.entries(shown).map(([key, one]) => [key, JSON.stringify(one)]),
      ])
    })
  const set = new Command('set')
    .description('change one setting')
    .argument('<name>', 'theme, contexts or lastPicked')
    .argument('<value>', 'YAML or JSON, for example: contexts "{prod: {protected: true}}"')
    .action(async (name: string, value: string, _options: unknown, command: Command) => {
      const { output } = outputOf(command)
      const change = settingsChangeSchema.safeParse({ [known(name)]: parsed(name, value) })
      if (!change.success) {
        const [issue] = change.error.issues
        fail({
          code: 'bad-input',
          field: issue?.path.join('.') ?? name,
          reason: `${issue?.message ?? 'it cannot be read'}; ${name} is ${shapes[known(name)]}`,
        })
      }
      const store = await openSettings(dataFolder(process.env), output.note)
      await store.set(change.data)
    })
  return new Command('config').description("Aviary's settings on this laptop").addCommand(get).addCommand(set)
}

const shapes = {
  theme: 'system, dark or light',
  contexts: 'a map such as {prod: {protected: true}}',
  lastPicked: 'a list such as [prod, stage]',
}

function parsed(field: string, text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    const reason = `it is no YAML (${firstLineOf(error)})`
    return fail({ code: 'bad-input', field, reason })
  }
}

function known(name: string): 'theme' | 'contexts' | 'lastPicked' {
  if (name === 'theme' || name === 'contexts' || name === 'lastPicked') return name
  return fail({ code: 'bad-input', field: name, reason: 'it is not one of theme, contexts, lastPicked' })
}
