/**
 * Commands as small Jobs have them: `echo hello`, `sh -c 'echo one; sleep 2 && exit 3'`. Known are echo, printf, sleep,
 * date, true, false, `:` and exit; a command line with anything else, such as a pipe, is not taken for a script.
 */
import type { Container } from '#shared/model/kube.ts'
import type { FiniteProgram, ProgramWorld } from './finite-programs.ts'
import { pause } from './load/pause.ts'

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
  const isKnown = commands.length > 0 && commands.every(({ words: own }) => isRunnable(own))
  return isKnown ? (world) => runAll(commands, world) : undefined
}

function isRunnable([name = '', ...args]: readonly string[]): boolean {
  if (name === 'exit') return /^\d*$/.test(args[0] ?? '')
  return known.has(name) && (name !== 'sleep' || sleepMs(args) !== undefined)
}

const secondsPer: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** Of one number or several with units, or for ever: `0.5`, `1h 30m`, `infinity`. */
function sleepMs(args: readonly string[]): number | undefined {
  if (args.length === 0) return undefined
  let seconds = 0
  for (const text of args) {
    const [, amount, unit = ''] = /^(\d+\.?\d*|\.\d+|inf(?:inity)?)([smhd]?)$/.exec(text) ?? []
    if (amount === undefined) return undefined
    seconds += amount.startsWith('inf') ? Number.POSITIVE_INFINITY : Number(amount) * (secondsPer[unit] ?? 0)
  }
  return seconds * 1000
}

const textsOf = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : [])

/** Of `sh -c TEXT`. */
function commandsOf([, flags = '', text = '']: readonly string[]): Command[] {
  if (!/^-\w*c$/.test(flags)) return []
  const commands: Command[] = []
  let words: string[] = []
  let onlyAfterSuccess = false
  for (const [token, quoted] of tokensOf(text)) {
    if (!quoted && /[|<>`()]|^&$/.test(token)) return []
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
      await pause(sleepMs(args) ?? 0, { clock, told })
      return 0
    default:
      return name === 'false' ? 1 : 0
  }
}
