/**
 * Expressions that users write. Prometheus, Kubernetes and istiod read them with Go's regexp, Envoy with RE2: one
 * language, without look-around and back references, and in time linear in the text, so that no expression can hold up
 * the sandbox. A RegExp does neither (docs/decisions/0015-expressions-in-linear-time.md).
 */
import { RE2JS, RE2JSException } from 're2js'
import { expressionSize } from './expression-size.ts'

/** What cannot be read; the message is that of Go's regexp, `error parsing regexp: …`. */
export class BadRegex extends Error {}

export interface Re2 {
  /** Whether it fits somewhere in the text. */
  test(text: string): boolean
  /** Whether it fits the text as a whole. */
  matches(text: string): boolean
  /** The first place where it fits, with its groups. */
  exec(text: string): readonly (string | undefined)[] | null
  namedGroups(): Readonly<Record<string, number>>
}

interface Reading {
  readonly ignoreCase?: boolean
  /** The longest of several ways to fit, as POSIX has it, instead of the first. */
  readonly longest?: boolean
}

/** Throws a BadRegex. */
export function re2(pattern: string, reading: Reading = {}): Re2 {
  return compiled(pattern, reading)
}

/** Fits the whole text, as Prometheus's matchers and Envoy's do. Throws a BadRegex that shows the anchors, as Prometheus does. */
export const anchoredRe2 = (pattern: string): Re2 => re2(`^(?:${pattern})$`)

/** Undefined where the expression cannot be read. */
export function readableRe2(pattern: string): Re2 | undefined {
  try {
    return re2(pattern)
  } catch (error) {
    if (error instanceof BadRegex) return undefined
    throw error
  }
}

/** Every place that fits, from left to right, none of them empty and right after the one before. */
export function placesOf(expression: Re2, text: string): string[] {
  const places: string[] = []
  replacedBy(expression, text, ([all = '']) => {
    places.push(all)
    return ''
  })
  return places
}

/** The text with each of these places replaced; `replacement` gets the place and its groups. */
export function replacedBy(
  expression: Re2,
  text: string,
  replacement: (groups: readonly (string | undefined)[]) => string,
): string {
  const matcher = (expression as RE2JS).matcher(text)
  let end: number | undefined
  return matcher.replaceAll((all: string, ...given: unknown[]) => {
    const groups = given.slice(0, matcher.groupCount()) as (string | undefined)[]
    const start = given[groups.length] as number
    // JavaScript would take an empty place here, RE2 does not.
    if (all === '' && start === end) return ''
    end = start + all.length
    return replacement([all, ...groups])
  })
}

/** Compiling costs a hundred times what trying a text does, and what has been tried is remembered in up to 8 MB each. */
const kept = 32
const recent = new Map<string, RE2JS>()

function compiled(pattern: string, { ignoreCase = false, longest = false }: Reading): RE2JS {
  const flags = (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (longest ? RE2JS.LONGEST_MATCH : 0)
  const key = `${flags}:${pattern}`
  const known = recent.get(key) ?? compile(pattern, flags)
  recent.delete(key)
  recent.set(key, known)
  const [oldest] = recent.keys()
  if (recent.size > kept && oldest !== undefined) recent.delete(oldest)
  return known
}

/** Go takes three million, for which the library would need a minute. What is written out may be longer. */
const largest = 20_000

/** What any expression takes to read, in letters of a long one. */
const baseSize = 20
let read = 0

/** How long all expressions together are that were read up to now: what is remembered costs nothing. */
export const readSoFar = () => read

function compile(pattern: string, flags: number): RE2JS {
  const size = expressionSize(pattern)
  if (size > Math.max(largest, pattern.length))
    throw new BadRegex(`error parsing regexp: expression too large: \`${pattern}\``)
  read += baseSize + size
  try {
    return RE2JS.compile(pattern, flags)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    // Go shows the rest of the expression here as well, of which nothing is left.
    throw new BadRegex(error.message.replace(/(trailing backslash at end of expression)$/, '$1: ``'))
  }
}
