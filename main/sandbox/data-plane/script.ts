/**
 * Commands as small Jobs have them: `echo hello`, `sh -c 'echo one; sleep 2 && exit 3'`. Known are echo, printf, sleep,
 * date, true, false, `:` and exit; a command line with anything else is not taken for a script.
 */
import type { Container } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { FiniteProgram, ProgramWorld } from './finite-programs.ts'

interface Command {
  readonly words: readonly string[]
  /** Skipped when the one before failed. */
  readonly onlyAfterSuccess: boolean
}

const known = new Set(['echo', 'printf', 'sleep', 'date', 'true', 'false', ':', 'exit'])
const shell = /^(?:\/(?:usr\/)?bin\/)?(?:ba|a)?sh$/
const nameOf = (program: string) => program.replace(/^(\/usr)?\/bin\//, '')

export function scriptOf({ command, args }: Container): FiniteProgram | undefined {
  const words = [...textsOf(command), ...textsOf(args)]
  const commands = shell.test(words[0] ?? '')
    ? commandsOf(words)
    : [{ words: [nameOf(words[0] ?? ''), ...words.slice(1)], onlyAfterSuccess: false }]
  const isKnown = commands.length > 0 && commands.every((one) => known.has(one.words[0] ?? ''))
  return isKnown ? (world) => runAll(commands, world) : undefined
}

const textsOf = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : [])

/** Of `sh -c TEXT`. */
function commandsOf([, flags = '', text = '']: readonly string[]): Command[] {
  if (!/^-\w*c$/.test(flags)) return []
  const commands: Command[] = []
  let words: string[] = []
  let onlyAfterSuccess = false
  for (const [token, quoted] of tokensOf(text)) {
    if (quoted || !/^(?:;|\n|&&)$/.test(token)) {
      words.push(token)
      continue
    }
    if (words.length > 0) commands.push({ words, onlyAfterSuccess })
    words = []
    onlyAfterSuccess = token === '&&'
  }
  if (words.length > 0) commands.push({ words, onlyAfterSuccess })
  return commands
}

/** Words and what separates commands; whether the word was quoted. */
function tokensOf(text: string): [string, boolean][] {
  const token = /"([^"]*)"|'([^']*)'|(;|\n|&&)|([^\s;&"']+|&)/g
  return [...text.matchAll(token)].map(([, double, single, separator, word]) => {
    const quoted = double ?? single
    return [quoted ?? separator ?? word ?? '', quoted !== undefined]
  })
}

async function runAll(commands: readonly Command[], world: ProgramWorld): Promise<number> {
  let code = 0
  for (const { words, onlyAfterSuccess } of commands) {
    if (world.told.aborted) return 143
    if (onlyAfterSuccess && code !== 0) continue
    const [name, ...args] = words
    if (name === 'exit') return Number(args[0] ?? code)
    code = await run(name, args, world)
  }
  return world.told.aborted ? 143 : code
}

async function run(
  name: string | undefined,
  args: readonly string[],
  { clock, print, told }: ProgramWorld,
): Promise<number> {
  switch (name) {
    case 'echo':
    case 'printf':
      print(args.join(' '))
      return 0
    case 'date':
      print(new Date(clock.now()).toUTCString())
      return 0
    case 'sleep':
      await slept(Number.parseFloat(args[0] ?? '0') * 1000, clock, told)
      return 0
    default:
      return name === 'false' ? 1 : 0
  }
}

function slept(ms: number, clock: Clock, told: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve)
    told.addEventListener('abort', () => {
      cancel()
      resolve()
    })
  })
}
