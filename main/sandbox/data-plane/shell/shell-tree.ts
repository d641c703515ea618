/** What a line of shell means: the parts of POSIX sh that small scripts are written in. */
export type Script = readonly AndOr[]

export interface AndOr {
  readonly first: Pipeline
  readonly rest: readonly { readonly after: '&&' | '||'; readonly pipeline: Pipeline }[]
}

export interface Pipeline {
  readonly negated: boolean
  readonly commands: readonly Command[]
}

export type Command = (
  | {
      readonly is: 'simple'
      readonly assignments: readonly (readonly [string, Word])[]
      readonly words: readonly Word[]
    }
  | { readonly is: 'group'; readonly subshell: boolean; readonly body: Script }
  | { readonly is: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: Script }
  | { readonly is: 'while'; readonly until: boolean; readonly condition: Script; readonly body: Script }
  | { readonly is: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Script }
) & { readonly redirects: readonly Redirect[] }

export interface Branch {
  readonly condition: Script
  readonly body: Script
}

export interface Redirect {
  readonly descriptor: number
  readonly how: '<' | '>' | '>>' | '>&'
  readonly target: Word
}

export type Word = readonly Piece[]

/** Quoted pieces are not split at blanks. */
export type Piece =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'variable'; readonly name: string; readonly quoted: boolean; readonly change?: Change }
  | { readonly is: 'output'; readonly script: Script; readonly quoted: boolean }
  | { readonly is: 'sum'; readonly expression: Word }

/** `${NAME:-word}`: with a colon an empty value counts as none. */
export interface Change {
  readonly operator: '-' | '=' | '+' | '?'
  readonly emptyIsNone: boolean
  readonly word: Word
}

/** Of a word that says the same wherever it stands. */
export function literalOf(word: Word): string | undefined {
  return word.every((piece) => piece.is === 'text')
    ? word.map((piece) => (piece.is === 'text' ? piece.text : '')).join('')
    : undefined
}
