/** Words to the fields that a command gets: variables, outputs of commands, sums; unquoted values split at blanks. */
import type { Change, Piece, Script, Word } from './shell-tree.ts'
import { ShellSyntaxError } from './source.ts'
import { OutOfMemory } from './standard-streams.ts'
import { sumOf } from './sums.ts'

export interface Expanding {
  /** Undefined where it is not set. */
  variable(name: string): string | undefined
  set(name: string, value: string): void
  /** `$@` */
  all(): readonly string[]
  /** What it writes to standard output. */
  outputOf(script: Script): Promise<string>
}

export async function fieldsOf(world: Expanding, words: readonly Word[]): Promise<string[]> {
  const fields: string[] = []
  for (const word of words) fields.push(...(await fieldsOfWord(world, word)))
  return fields
}

const longestText = 4 * 1_048_576

/** Never split. */
export async function textOf(world: Expanding, word: Word): Promise<string> {
  let text = ''
  for (const piece of word) {
    text += await valueOfPiece(world, piece)
    if (text.length > longestText) throw new OutOfMemory()
  }
  return text
}

async function fieldsOfWord(world: Expanding, word: Word): Promise<string[]> {
  const fields: string[] = []
  let open: string | undefined
  for (const piece of word) {
    if (piece.is === 'variable' && piece.name === '@' && piece.quoted) {
      const [first, ...others] = world.all()
      if (first === undefined) continue
      fields.push(...[(open ?? '') + first, ...others])
      open = fields.pop()
      continue
    }
    const value = await valueOfPiece(world, piece)
    if (piece.is === 'text' || piece.is === 'sum' || piece.quoted) {
      open = (open ?? '') + value
      continue
    }
    const [first = '', ...others] = value.split(/[ \t\n]+/)
    if (first !== '') open = (open ?? '') + first
    for (const one of others) {
      if (open !== undefined) fields.push(open)
      open = one === '' ? undefined : one
    }
  }
  if (open !== undefined) fields.push(open)
  // `""` in front of `$@` makes no field of its own.
  const isOnlyAll = word.some((piece) => piece.is === 'variable' && piece.name === '@' && piece.quoted)
  return isOnlyAll && world.all().length === 0 ? fields.filter((one) => one !== '') : fields
}

async function valueOfPiece(world: Expanding, piece: Piece): Promise<string> {
  switch (piece.is) {
    case 'text':
      return piece.text
    case 'sum':
      return String(sumOf(await textOf(world, piece.expression), (name) => world.variable(name) ?? ''))
    case 'output':
      return (await world.outputOf(piece.script)).replace(/\n+$/, '')
    case 'variable':
      return await changed(world, piece.name, piece.change)
  }
}

async function changed(world: Expanding, name: string, change: Change | undefined): Promise<string> {
  if (name.startsWith('#') && name.length > 1) return String((world.variable(name.slice(1)) ?? '').length)
  const value = world.variable(name)
  if (change === undefined) return value ?? ''
  const isThere = value !== undefined && !(change.emptyIsNone && value === '')
  if (change.operator === '+') return isThere ? await textOf(world, change.word) : ''
  if (isThere) return value
  const other = await textOf(world, change.word)
  if (change.operator === '?') throw new ShellSyntaxError(`${name}: ${other || 'parameter not set'}`, false)
  if (change.operator === '=') world.set(name, other)
  return other
}
