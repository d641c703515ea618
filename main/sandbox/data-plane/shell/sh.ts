/** `sh`: `-c` with a text, else lines from standard input, with a prompt where there is a terminal. */
import { complain, type Process, type Program, signalCode } from './machine.ts'
import { parseShell } from './parse-shell.ts'
import { runLine, runScript } from './run-shell.ts'
import type { Shell } from './shell.ts'
import type { Script } from './shell-tree.ts'
import { ShellSyntaxError } from './source.ts'

export const shellNames = /^(?:\/(?:usr\/)?bin\/)?(?:ba|a|da)?sh$/

export const sh: Program = async (process) => {
  const { args } = process
  const flags = args.filter(
    (one, index) => /^-\w+$/.test(one) && args.slice(0, index).every((before) => before.startsWith('-')),
  )
  const letters = flags.join('')
  const [text, ...words] = args.slice(flags.length)
  const shell = shellOf(process, words.length > 0 ? words : ['sh'], letters.includes('e'))
  if (!letters.includes('c')) {
    if (text !== undefined)
      return await complain({ ...process, name: 'sh' }, `can't open '${text}': No such file or directory`, 2)
    return await readLines(shell, process)
  }
  if (text === undefined) return await complain({ ...process, name: 'sh' }, '-c requires an argument', 2)
  const script = await parsed(text, process)
  return script === undefined ? 2 : await runScript(shell, script, process)
}

function shellOf(
  { machine, environment, told, find }: Process,
  words: string[],
  exitsOnError: boolean,
): Shell {
  return {
    ...{ machine, told, find, words, exitsOnError, status: 0 },
    variables: new Map(environment),
    exported: new Set(environment.keys()),
  }
}

async function parsed(text: string, process: Process): Promise<Script | undefined> {
  try {
    return parseShell(text)
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error
    await complain({ ...process, name: 'sh' }, error.message)
    return undefined
  }
}

async function readLines(shell: Shell, process: Process): Promise<number> {
  const { terminal } = process
  let text = ''
  terminal?.onInterrupt(() => {
    text = ''
    void process.stderr(Buffer.from(terminal.prompt))
  })
  for (;;) {
    if (terminal !== undefined) await process.stderr(Buffer.from(text === '' ? terminal.prompt : '> '))
    const line = await process.stdin.line()
    if (process.told.aborted) return signalCode(process.told)
    if (line === undefined && text === '') return shell.status
    text += `${line ?? ''}\n`
    if (line !== undefined && isIncomplete(text)) continue
    const script = await parsed(text, process)
    text = ''
    const isOver = await runIfRead(shell, script, process)
    if (isOver || (script === undefined && terminal === undefined)) return shell.status
  }
}

/** Ctrl-C ends what runs, and not the shell. */
async function runIfRead(shell: Shell, script: Script | undefined, process: Process): Promise<boolean> {
  if (script === undefined) {
    shell.status = 2
    return false
  }
  const line = new AbortController()
  const letGo = process.terminal?.onInterrupt(() => line.abort('interrupt'))
  shell.told = AbortSignal.any([process.told, line.signal])
  const { code, isOver } = await runLine(shell, script, process)
  letGo?.()
  shell.status = code
  return isOver && (process.terminal === undefined || !line.signal.aborted)
}

function isIncomplete(text: string): boolean {
  try {
    parseShell(text)
    return false
  } catch (error) {
    return error instanceof ShellSyntaxError && error.isIncomplete
  }
}
