/** Filters of lines, as they stand behind a pipe: grep, head, tail, wc, sort, uniq. */
import { BadRegex, placesOf, type Re2, re2 } from '../../re2.ts'
import { complain, type Process, type Program, say } from './machine.ts'
import { readAll } from './standard-streams.ts'

interface Given {
  /** Letters of the flags, and their values where they take one. */
  readonly flags: ReadonlyMap<string, string>
  readonly rest: readonly string[]
}

/** `-n 5`, `-n5`, `-rn`, and `-5` as `-n 5`. */
function givenOf(args: readonly string[], valued: string): Given {
  const flags = new Map<string, string>()
  let at = 0
  for (; /^-./.test(args[at] ?? ''); at += 1) {
    const text = (args[at] ?? '').slice(1)
    if (text === '-') {
      at += 1
      break
    }
    if (/^\d+$/.test(text)) flags.set('n', text)
    else if (valued.includes(text[0] ?? '')) {
      if (text.length === 1) at += 1
      flags.set(text[0] ?? '', text.length > 1 ? text.slice(1) : (args[at] ?? ''))
    } else for (const letter of text) flags.set(letter, '')
  }
  return { flags, rest: args.slice(at) }
}

/** Of the files, or of standard input; undefined where one is missing, which was said then. */
async function contentOf(process: Process, files: readonly string[]): Promise<string | undefined> {
  if (files.length === 0) return (await readAll(process.stdin)).toString('utf8')
  let text = ''
  for (const path of files) {
    const content = await process.machine.readFile(path)
    if (content === undefined) {
      await complain(process, `${path}: No such file or directory`)
      return undefined
    }
    text += content.toString('utf8')
  }
  return text
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const joined = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')

/** A filter that looks at all lines. */
const filter =
  (
    valued: string,
    change: (lines: string[], flags: ReadonlyMap<string, string>) => readonly string[],
  ): Program =>
  async (process) => {
    const { flags, rest } = givenOf(process.args, valued)
    const text = await contentOf(process, rest)
    if (text === undefined) return 1
    await say(process, joined(change(linesOf(text), flags)))
    return 0
  }

/** Does not wait for the end of what it needs no more of. */
const head: Program = async (process) => {
  const { flags, rest } = givenOf(process.args, 'nc')
  if (flags.has('c')) {
    const text = await contentOf(process, rest)
    if (text === undefined) return 1
    await process.stdout(Buffer.from(text).subarray(0, Number(flags.get('c'))))
    return 0
  }
  const count = Number(flags.get('n') ?? 10)
  if (rest.length > 0) {
    const text = await contentOf(process, rest)
    if (text === undefined) return 1
    await say(process, joined(linesOf(text).slice(0, count)))
    return 0
  }
  for (let left = count; left > 0; left -= 1) {
    const line = await process.stdin.line()
    if (line === undefined) break
    await say(process, `${line}\n`)
  }
  return 0
}

const tail = filter('n', (lines, flags) => {
  const count = flags.get('n') ?? '10'
  return count.startsWith('+') ? lines.slice(Number(count) - 1) : lines.slice(-Number(count) || lines.length)
})

const sort = filter('', (lines, flags) => {
  const inOrder = flags.has('n')
    ? lines.toSorted((a, b) => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) || compare(a, b))
    : lines.toSorted(compare)
  const ordered = flags.has('r') ? inOrder.reverse() : inOrder
  return flags.has('u') ? [...new Set(ordered)] : ordered
})

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const uniq = filter('', (lines, flags) => {
  const runs: { line: string; count: number }[] = []
  for (const line of lines) {
    const last = runs.at(-1)
    if (last?.line === line) last.count += 1
    else runs.push({ line, count: 1 })
  }
  return runs.map(({ line, count }) => (flags.has('c') ? `${String(count).padStart(7)} ${line}` : line))
})

const wc: Program = async (process) => {
  const { flags, rest } = givenOf(process.args, '')
  const text = await contentOf(process, rest)
  if (text === undefined) return 1
  const counts = {
    l: text.split('\n').length - 1,
    w: text.split(/\s+/).filter((word) => word !== '').length,
    c: Buffer.byteLength(text),
  }
  const asked = (['l', 'w', 'c'] as const).filter((letter) => flags.size === 0 || flags.has(letter))
  const numbers = asked.map((letter) => String(counts[letter]))
  const text2 = numbers.length === 1 ? (numbers[0] ?? '') : numbers.map((one) => one.padStart(9)).join(' ')
  await say(process, `${[text2, ...rest].join(' ')}\n`)
  return 0
}

const grep: Program = async (process) => {
  const { flags, rest } = givenOf(process.args, 'em')
  const [own, ...others] = rest
  const pattern = flags.get('e') ?? own
  const files = flags.has('e') ? rest : others
  if (pattern === undefined) return await complain(process, 'no pattern', 2)
  const test = matcherOf(pattern, flags)
  if (test === undefined) return await complain(process, `bad regex '${pattern}'`, 2)
  const text = await contentOf(process, files)
  if (text === undefined) return 2
  const isWanted = (line: string) => test.test(line) !== flags.has('v')
  const lines = linesOf(text)
    .filter(isWanted)
    .slice(0, Number(flags.get('m') ?? Number.POSITIVE_INFINITY))
  if (flags.has('c')) await say(process, `${lines.length}\n`)
  else if (flags.has('o')) await say(process, joined(lines.flatMap((line) => placesOf(test, line))))
  else if (!flags.has('q')) await say(process, joined(lines))
  return lines.length > 0 ? 0 : 1
}

/** In basic patterns the signs that are special with -E are so behind a backslash only. */
function matcherOf(pattern: string, flags: ReadonlyMap<string, string>): Re2 | undefined {
  let text = pattern
  if (flags.has('F')) text = pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  else if (!flags.has('E'))
    text = pattern.replaceAll(/\\?[+?{}()|]/g, (sign) => (sign.length === 2 ? sign.slice(1) : `\\${sign}`))
  try {
    return re2(text, { ignoreCase: flags.has('i'), longest: true })
  } catch (error) {
    if (error instanceof BadRegex) return undefined
    throw error
  }
}

export const textPrograms: Readonly<Record<string, Program | undefined>> = {
  head,
  tail,
  sort,
  uniq,
  wc,
  grep,
}
