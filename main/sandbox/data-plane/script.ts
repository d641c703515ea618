/**
 * Containers whose command is one of the small programs or a script of them, such as `sh -c 'echo one; sleep 2 && exit
 * 3'`. A command line with anything that is not among them is not taken for a script.
 */
import type { Container } from '#shared/model/kube.ts'
import type { FiniteProgram, ProgramWorld } from './finite-programs.ts'
import { parseShell } from './shell/parse-shell.ts'
import { programNamed } from './shell/programs-of-container.ts'
import { runProgram } from './shell/run-program.ts'
import { shellNames } from './shell/sh.ts'
import { builtins } from './shell/shell-builtins.ts'
import { type Command, literalOf, type Script } from './shell/shell-tree.ts'
import { sleepMs } from './shell/small-programs.ts'
import { ShellSyntaxError } from './shell/source.ts'
import { lineSink, noInput, type Sink } from './shell/standard-streams.ts'
import { createTerminal } from './shell/terminal.ts'

export function scriptOf({ command, args, stdin }: Container): FiniteProgram | undefined {
  const words = [...textsOf(command), ...textsOf(args)]
  const isShell = shellNames.test(words[0] ?? '') && words.length === 1
  return (isShell && stdin === true) || isKnown(words) ? (world) => run(words, world) : undefined
}

async function run(words: readonly string[], world: ProgramWorld): Promise<number> {
  const { console, container } = world
  const log = lineSink(world.print)
  const write: Sink = async (bytes) => {
    await log.write(bytes)
    await console?.write(bytes)
  }
  const given = { stdin: console?.input ?? noInput, stdout: write, stderr: write }
  const interrupted = new AbortController()
  const terminal = container.tty === true && console !== undefined ? createTerminal(given) : undefined
  terminal?.onInterrupt(() => interrupted.abort('interrupt'))
  const told = AbortSignal.any([world.told, interrupted.signal])
  // Who waits for something to be typed is to hear of the end, too.
  told.addEventListener('abort', () => console?.close())
  const streams = terminal?.streams ?? given
  const code = await runProgram(world, words, await world.environment(), streams, told, terminal)
  log.flush()
  console?.close()
  return code ?? 127
}

const textsOf = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : [])

function isKnown(words: readonly string[]): boolean {
  const [name = '', ...args] = words
  if (!shellNames.test(name)) return isKnownCommand(name, args)
  const [flags = '', text] = args
  if (!/^-\w*c$/.test(flags) || text === undefined) return false
  try {
    return everyCommand(parseShell(text), (command) => {
      if (command.is !== 'simple' || command.words.length === 0) return true
      const [own, ...rest] = command.words.map(literalOf)
      return own !== undefined && (Object.hasOwn(builtins, own) || isKnownCommand(own, rest))
    })
  } catch (error) {
    if (error instanceof ShellSyntaxError) return false
    throw error
  }
}

function isKnownCommand(name: string, args: readonly (string | undefined)[]): boolean {
  if (programNamed(name, false) === undefined) return false
  const literals = args.filter((one) => one !== undefined)
  return !/(^|\/)sleep$/.test(name) || literals.length < args.length || sleepMs(literals) !== undefined
}

/** Outputs of commands within words are not looked into: what is not there is not found then. */
function everyCommand(script: Script, holds: (command: Command) => boolean): boolean {
  const inCommand = (command: Command): boolean => {
    if (!holds(command)) return false
    switch (command.is) {
      case 'simple':
        return true
      case 'group':
      case 'for':
        return everyCommand(command.body, holds)
      case 'while':
        return everyCommand(command.condition, holds) && everyCommand(command.body, holds)
      case 'if':
        return (
          command.branches.every(
            (one) => everyCommand(one.condition, holds) && everyCommand(one.body, holds),
          ) && everyCommand(command.otherwise, holds)
        )
    }
  }
  return script.every(({ first, rest }) =>
    [first, ...rest.map(({ pipeline }) => pipeline)].every(({ commands }) => commands.every(inCommand)),
  )
}
