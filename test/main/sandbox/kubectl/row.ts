/** A row of the table of kubectl's commands: what is typed, what it prints, and which requests it sends. */

export interface Row {
  /** What is typed after `kubectl`; quotes hold words together, `{ns}` is the namespace of the story, `{folder}` one for files. */
  readonly run: string
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  /** What stdout says: a text is all of it, a list are lines or patterns that it holds, in the form of `withoutChance`. */
  readonly prints?: Wanted
  /** The same of stderr; where it is left out, stderr is empty. */
  readonly complains?: Wanted
  /** Exit code, 0 unless it is named. */
  readonly code?: number
  /**
   * All requests in their order, as `requestLines` writes them. `>=1.31 …` and `<1.31 …` are those of some versions
   * alone, `maybe …` may be missing, `some …` comes once or more; `typed` is protobuf from 1.32 on, JSON before.
   */
  readonly sends: readonly string[]
  /** Whether `sends` has the discovery too, which stays in a cache for the others. */
  readonly discovers?: boolean
  /** What the bodies it sends have to hold, one after the other. */
  readonly body?: Wanted
  /**
   * Of a command that asks for what may not be there yet, or only in part: it is run again until it succeeds and prints
   * what it should, and its last run counts.
   */
  readonly untilItSucceeds?: boolean
  /** Of a command that goes on by itself: it is ended when stdout holds that. */
  readonly until?: RegExp
  /** What is done as soon as such a command has printed something of `at`. */
  readonly meanwhile?: { readonly at: RegExp; readonly run?: string; readonly fetch?: string }
}

export type Wanted = string | RegExp | readonly (string | RegExp)[]

/** Rows that follow each other in a namespace of their own. */
export interface Story {
  readonly name: string
  /** Whether it is over, with every version, before the others begin: it changes what they share. */
  readonly comesFirst?: boolean
  readonly rows: readonly Row[]
}

/** Parted at blanks, but for those in quotes. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single = '', double = '') => single + double),
  )
