/**
 * What the shell may offer for a half-written command line, read off the command tree:
 *
 * 1. Walk the words before the cursor: an option with a value takes its next word, a known word descends.
 * 2. Under the cursor stands the value of an option, an option, or a word of the command.
 */
import type { Command, Option } from 'commander'

interface Candidate {
  readonly value: string
  readonly description: string
}

export interface CommandLine {
  /** kubeconfig files named on the line. */
  readonly kubeconfig: readonly string[]
  readonly candidates: (contexts: readonly string[]) => Candidate[]
}

const contextOptions = ['--context', '--confirm']

/** `words` come after the program's name; the last one is under the cursor, empty where a new one begins. */
export function readCommandLine(program: Command, words: readonly string[]): CommandLine {
  const kubeconfig: string[] = []
  const before = words.slice(0, -1)
  const last = words.at(-1) ?? ''
  let command = program
  let argument = 0
  let open: Option | undefined
  const take = (option: Option, value: string) => {
    if (option.long === '--kubeconfig') kubeconfig.push(value)
  }
  for (const word of before) {
    if (open !== undefined) {
      take(open, word)
      open = undefined
      continue
    }
    const [name = '', value] = splitAt(word, '=')
    if (word.startsWith('-')) {
      const option = optionOf(program, command, name)
      if (option?.required === true) {
        if (value === undefined) open = option
        else take(option, value)
      }
      continue
    }
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word))
    if (next === undefined) argument += 1
    else command = next
  }
  return { kubeconfig, candidates: (contexts) => offer(contexts).sort(byValue) }

  function offer(contexts: readonly string[]): Candidate[] {
    const [name = '', value] = splitAt(last, '=')
    if (open !== undefined) return valuesOf(open, contexts).filter(startsWith(last))
    if (name.startsWith('--') && value !== undefined) {
      const option = optionOf(program, command, name)
      if (option === undefined) return []
      return valuesOf(option, contexts)
        .filter(startsWith(value))
        .map((one) => ({ ...one, value: `${name}=${one.value}` }))
    }
    if (last.startsWith('-'))
      return optionsOf(program, command)
        .filter((one) => !one.hidden)
        .map((one) => ({ value: one.long ?? one.short ?? '', description: one.description }))
        .concat({ value: '--help', description: 'display help for the command' })
        .filter(startsWith(last))
    const { argChoices = [] } = command.registeredArguments[argument] ?? {}
    return visibleCommands(command)
      .map((one) => ({ value: one.name(), description: one.description() }))
      .concat(argChoices.map((choice) => ({ value: choice, description: '' })))
      .filter(startsWith(last))
  }
}

/** A command's own options and those that every command takes. */
function optionsOf(program: Command, command: Command): readonly Option[] {
  return command === program ? program.options : [...command.options, ...program.options]
}

function optionOf(program: Command, command: Command, name: string): Option | undefined {
  return optionsOf(program, command).find((one) => one.long === name || one.short === name)
}

function visibleCommands(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command)
}

function valuesOf(option: Option, contexts: readonly string[]): Candidate[] {
  const values = contextOptions.includes(option.long ?? '') ? contexts : (option.argChoices ?? [])
  return values.map((value) => ({ value, description: '' }))
}

function startsWith(prefix: string): (one: Candidate) => boolean {
  return ({ value }) => value.startsWith(prefix)
}

function byValue(a: Candidate, b: Candidate): number {
  return a.value < b.value ? -1 : 1
}

function splitAt(word: string, mark: string): [string, string?] {
  const at = word.indexOf(mark)
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}
