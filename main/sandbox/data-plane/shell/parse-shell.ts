/**
 * Reads POSIX shell as far as small scripts use it: lists, pipelines, `&&` and `||`, groups, `for`, `while`, `until`,
 * `if`, redirections. Not read, and refused as a syntax error: functions, `case`, here-documents and background jobs.
 */
import { readWord } from './parse-words.ts'
import {
  type AndOr,
  type Branch,
  type Command,
  literalOf,
  type Pipeline,
  type Redirect,
  type Script,
  type Word,
} from './shell-tree.ts'
import { type Source, sourceOf } from './source.ts'

const reserved =
  /(?:if|then|elif|else|fi|for|in|do|done|while|until|case|esac|function|[{}!])(?=[\s;&|()<>]|$)/y

/** Throws a ShellSyntaxError. */
export function parseShell(text: string): Script {
  const source = sourceOf(text)
  const script = readList(source)
  if (!source.isAtEnd()) throw source.unexpected()
  return script
}

/** Up to a word or sign that ends it and is left: `fi`, `done`, `}`, `)`. */
function readList(source: Source): Script {
  const script: AndOr[] = []
  for (;;) {
    skipLines(source)
    if (source.isAtEnd() || source.sees(listEnd)) return script
    script.push(readAndOr(source))
    skipBlanks(source)
    if (!source.match(/;(?!;)|\n/y)) return script
  }
}

const listEnd = /\)|(?:then|elif|else|fi|do|done|\})(?=[\s;&|()<>]|$)/y

const skipBlanks = (source: Source) => source.match(/(?:[ \t\r]|\\\n)*(?:#[^\n]*)?/y)

function skipLines(source: Source): void {
  do skipBlanks(source)
  while (source.match(/\n/y))
}

function readAndOr(source: Source): AndOr {
  const first = readPipeline(source)
  const rest: AndOr['rest'][number][] = []
  for (;;) {
    skipBlanks(source)
    const after = source.match(/&&|\|\|/y)?.[0]
    if (after === undefined) return { first, rest }
    skipLines(source)
    rest.push({ after: after as '&&' | '||', pipeline: readPipeline(source) })
  }
}

function readPipeline(source: Source): Pipeline {
  const negated = source.match(/!(?=\s)/y) !== undefined
  skipBlanks(source)
  const commands = [readCommand(source)]
  for (;;) {
    skipBlanks(source)
    if (!source.match(/\|(?!\|)/y)) return { negated, commands }
    skipLines(source)
    commands.push(readCommand(source))
  }
}

function readCommand(source: Source): Command {
  const compound = readCompound(source)
  if (compound === undefined) return readSimple(source)
  const redirects: Redirect[] = []
  for (;;) {
    skipBlanks(source)
    const redirect = readRedirect(source)
    if (redirect === undefined) return { ...compound, redirects }
    redirects.push(redirect)
  }
}

type Bare<T> = T extends unknown ? Omit<T, 'redirects'> : never

function readCompound(source: Source): Bare<Exclude<Command, { is: 'simple' }>> | undefined {
  if (source.match(/\((?!\()/y)) return { is: 'group', subshell: true, body: readBody(source, /\)/y) }
  if (!source.sees(reserved)) return undefined
  const word = source.match(reserved)?.[0]
  switch (word) {
    case '{':
      return { is: 'group', subshell: false, body: readBody(source, /\}/y) }
    case 'while':
    case 'until': {
      const condition = readBody(source, /do\b/y)
      return { is: 'while', until: word === 'until', condition, body: readBody(source, /done\b/y) }
    }
    case 'for':
      return readFor(source)
    case 'if':
      return readIf(source)
    default:
      throw source.unexpected()
  }
}

/** A list that is not empty, and the sign that ends it. */
function readBody(source: Source, end: RegExp): Script {
  const body = readList(source)
  if (body.length > 0 && source.match(end)) return body
  throw source.unexpected()
}

function readFor(source: Source): Bare<Extract<Command, { is: 'for' }>> {
  skipBlanks(source)
  const name = source.match(/[A-Za-z_]\w*/y)?.[0]
  if (name === undefined) throw source.unexpected()
  skipLines(source)
  let words: Word[] | undefined
  if (source.match(/in\b/y)) words = readWords(source)
  skipBlanks(source)
  source.match(/;/y)
  skipLines(source)
  if (!source.match(/do\b/y)) throw source.unexpected()
  const all: Word[] = [[{ is: 'variable', name: '@', quoted: true }]]
  return { is: 'for', name, words: words ?? all, body: readBody(source, /done\b/y) }
}

function readWords(source: Source): Word[] {
  const words: Word[] = []
  for (;;) {
    skipBlanks(source)
    if (source.isAtEnd() || source.sees(/[\n;&|()<>]/y)) return words
    words.push(readWord(source, readList))
  }
}

function readIf(source: Source): Bare<Extract<Command, { is: 'if' }>> {
  const branches: Branch[] = []
  for (;;) {
    const condition = readBody(source, /then\b/y)
    const body = readList(source)
    if (body.length === 0) throw source.unexpected()
    branches.push({ condition, body })
    if (source.match(/elif\b/y)) continue
    const otherwise = source.match(/else\b/y) ? readList(source) : []
    if (!source.match(/fi\b/y)) throw source.unexpected()
    return { is: 'if', branches, otherwise }
  }
}

function readSimple(source: Source): Command {
  const assignments: (readonly [string, Word])[] = []
  const words: Word[] = []
  const redirects: Redirect[] = []
  for (;;) {
    skipBlanks(source)
    const redirect = readRedirect(source)
    if (redirect !== undefined) {
      redirects.push(redirect)
      continue
    }
    if (source.isAtEnd() || source.sees(/[\n;&|()]/y)) break
    if (source.sees(/[<>]/y)) throw source.unexpected()
    const assigned = words.length === 0 ? source.match(/([A-Za-z_]\w*)=/y)?.[1] : undefined
    const word = readWord(source, readList)
    if (assigned === undefined) words.push(word)
    else assignments.push([assigned, word])
  }
  if (assignments.length + words.length + redirects.length === 0) throw source.unexpected()
  // Somebody defines a function, or starts something in the background.
  if (source.sees(/\(|&(?!&)/y)) throw source.unexpected()
  return { is: 'simple', assignments, words, redirects }
}

function readRedirect(source: Source): Redirect | undefined {
  const [, number, how] = source.match(/(\d?)(<(?![<&(])|>&|>>|>\|?(?!\())/y) ?? []
  if (how === undefined) return undefined
  skipBlanks(source)
  const target = readWord(source, readList)
  if (target.length === 0) throw source.unexpected()
  const descriptor = number === '' ? (how === '<' ? 0 : 1) : Number(number)
  if (descriptor > 2 || (how === '>&' && !/^[12]$/.test(literalOf(target) ?? ''))) throw source.unexpected()
  return { descriptor, how: how === '>|' ? '>' : (how as Redirect['how']), target }
}
