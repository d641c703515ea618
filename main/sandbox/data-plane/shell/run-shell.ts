/**
 * Runs what parse-shell.ts has read:
 *  1. Words are expanded, unquoted values split at blanks.
 *  2. A command is one of the shell's own (shell-builtins.ts) or a program of the container.
 *  3. The commands of a pipeline run at the same time; its code is that of the last.
 */
import { type Expanding, fieldsOf, textOf } from './expand-words.ts'
import { signalCode } from './machine.ts'
import { applyRedirects, RedirectError } from './redirects.ts'
import { runLoop } from './run-loop.ts'
import type { Shell } from './shell.ts'
import { builtins, ShellExit, ShellJump } from './shell-builtins.ts'
import type { AndOr, Command, Pipeline, Script } from './shell-tree.ts'
import { ShellSyntaxError } from './source.ts'
import { BrokenPipe, createCollector, createPipe, OutOfMemory, type Streams } from './standard-streams.ts'

/** Resolves with the exit code, also of an `exit` in it. */
export async function runScript(shell: Shell, script: Script, streams: Streams): Promise<number> {
  return (await runLine(shell, script, streams)).code
}

/** Whether the shell is over with it. */
export async function runLine(
  shell: Shell,
  script: Script,
  streams: Streams,
): Promise<{ readonly code: number; readonly isOver: boolean }> {
  try {
    return { code: await runList(shell, script, streams, false), isOver: false }
  } catch (error) {
    if (error instanceof ShellExit) return { code: error.code, isOver: true }
    if (error instanceof ShellJump) return { code: 0, isOver: false }
    if (error instanceof BrokenPipe) return { code: 141, isOver: true }
    if (error instanceof OutOfMemory) return { code: 137, isOver: true }
    if (!(error instanceof ShellSyntaxError)) throw error
    await streams.stderr(Buffer.from(`sh: ${error.message}\n`))
    return { code: 2, isOver: true }
  }
}

async function runList(
  shell: Shell,
  script: Script,
  streams: Streams,
  isCondition: boolean,
): Promise<number> {
  for (const one of script) {
    const isLastOfChain = await runAndOr(shell, one, streams, isCondition)
    if (shell.status !== 0 && shell.exitsOnError && !isCondition && isLastOfChain)
      throw new ShellExit(shell.status)
  }
  return shell.status
}

/** Whether the command that gave the code was the last: only then does `set -e` look at it. */
async function runAndOr(
  shell: Shell,
  { first, rest }: AndOr,
  streams: Streams,
  isCondition: boolean,
): Promise<boolean> {
  await runPipeline(shell, first, streams, isCondition || rest.length > 0)
  let isLast = rest.length === 0 && !first.negated
  for (const [index, { after, pipeline }] of rest.entries()) {
    if ((after === '&&') !== (shell.status === 0)) continue
    isLast = index === rest.length - 1 && !pipeline.negated
    await runPipeline(shell, pipeline, streams, isCondition || !isLast)
  }
  return isLast
}

async function runPipeline(
  shell: Shell,
  { negated, commands }: Pipeline,
  streams: Streams,
  isCondition: boolean,
): Promise<void> {
  const [only, ...others] = commands
  if (only === undefined) return
  const code =
    others.length === 0
      ? await runCommand(shell, only, streams, isCondition)
      : await runPiped(shell, commands, streams)
  if (shell.told.aborted) throw new ShellExit(signalCode(shell.told))
  shell.status = negated ? Number(code === 0) : code
}

async function runPiped(shell: Shell, commands: readonly Command[], streams: Streams): Promise<number> {
  const pipes = commands.slice(1).map(createPipe)
  const codes = await Promise.all(
    commands.map(async (command, index) => {
      const stdin = pipes[index - 1]?.input ?? streams.stdin
      const stdout = pipes[index]?.write ?? streams.stdout
      try {
        return await runApart(shell, [{ first: { negated: false, commands: [command] }, rest: [] }], {
          ...streams,
          stdin,
          stdout,
        })
      } finally {
        pipes[index - 1]?.input.close()
        pipes[index]?.end()
      }
    }),
  )
  return codes.at(-1) ?? 0
}

/** In a shell of its own, whose variables nobody sees afterwards. */
async function runApart(shell: Shell, script: Script, streams: Streams): Promise<number> {
  const own: Shell = {
    ...shell,
    words: [...shell.words],
    variables: new Map(shell.variables),
    exported: new Set(shell.exported),
  }
  return await runScript(own, script, streams)
}

async function runCommand(
  shell: Shell,
  command: Command,
  streams: Streams,
  isCondition: boolean,
): Promise<number> {
  if (shell.told.aborted) throw new ShellExit(signalCode(shell.told))
  const targets = await Promise.all(
    command.redirects.map(async (one) => ({
      ...one,
      target: await textOf(expanding(shell, streams), one.target),
    })),
  )
  try {
    return await applyRedirects(shell.machine, targets, streams, (own) =>
      runRedirected(shell, command, own, isCondition),
    )
  } catch (error) {
    if (!(error instanceof RedirectError)) throw error
    await streams.stderr(Buffer.from(`sh: ${error.message}\n`))
    return 1
  }
}

async function runRedirected(
  shell: Shell,
  command: Command,
  streams: Streams,
  isCondition: boolean,
): Promise<number> {
  const runBody = (body: Script) => () => runList(shell, body, streams, isCondition)
  switch (command.is) {
    case 'simple':
      return await runSimple(shell, command, streams)
    case 'group':
      return command.subshell
        ? await runApart(shell, command.body, streams)
        : await runList(shell, command.body, streams, isCondition)
    case 'if':
      for (const { condition, body } of command.branches) {
        if ((await runList(shell, condition, streams, true)) === 0)
          return await runList(shell, body, streams, isCondition)
      }
      shell.status = 0
      return await runList(shell, command.otherwise, streams, isCondition)
    case 'for': {
      const values = await fieldsOf(expanding(shell, streams), command.words)
      return await runLoop(shell.machine.clock, runBody(command.body), async () => {
        const value = values.shift()
        if (value !== undefined) shell.variables.set(command.name, value)
        return value !== undefined
      })
    }
    case 'while':
      return await runLoop(shell.machine.clock, runBody(command.body), async () => {
        const code = await runList(shell, command.condition, streams, true)
        return command.until ? code !== 0 : code === 0
      })
  }
}

async function runSimple(
  shell: Shell,
  { assignments, words }: Extract<Command, { is: 'simple' }>,
  streams: Streams,
): Promise<number> {
  const world = expanding(shell, streams)
  const [name, ...args] = await fieldsOf(world, words)
  const assigned: [string, string][] = []
  for (const [variable, word] of assignments) assigned.push([variable, await textOf(world, word)])
  if (name === undefined) {
    for (const [variable, value] of assigned) shell.variables.set(variable, value)
    return world.outputCode ?? 0
  }
  const own = Object.hasOwn(builtins, name) ? builtins[name] : undefined
  if (own !== undefined) return await own(shell, args, streams)
  const program = shell.find(name)
  if (program === undefined) {
    await streams.stderr(Buffer.from(`sh: ${name}: not found\n`))
    return 127
  }
  const { machine, told, find } = shell
  const exported = [...shell.exported].map((one) => [one, shell.variables.get(one) ?? ''] as const)
  const environment = new Map([...exported, ...assigned])
  return await program({ name, args, environment, machine, told, find, ...streams })
}

interface ExpandingHere extends Expanding {
  /** Of the last `$(…)`. */
  outputCode?: number
}

function expanding(shell: Shell, streams: Streams): ExpandingHere {
  const world: ExpandingHere = {
    variable(name) {
      if (name === '?') return String(shell.status)
      if (name === '#') return String(shell.words.length - 1)
      if (name === '@' || name === '*') return shell.words.slice(1).join(' ')
      if (name === '$') return '7'
      return /^\d+$/.test(name) ? shell.words[Number(name)] : shell.variables.get(name)
    },
    set: (name, value) => void shell.variables.set(name, value),
    all: () => shell.words.slice(1),
    async outputOf(script) {
      const { write, bytes } = createCollector()
      world.outputCode = await runApart(shell, script, { ...streams, stdout: write })
      return bytes().toString('utf8')
    },
  }
  return world
}
