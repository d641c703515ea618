/** The text of a script, as it is read. */
export class ShellSyntaxError extends Error {
  /** More text would mend it: a quote or a loop is still open. */
  readonly isIncomplete: boolean
  constructor(message: string, isIncomplete: boolean) {
    super(message)
    this.name = 'ShellSyntaxError'
    this.isIncomplete = isIncomplete
  }
}

export interface Source {
  isAtEnd(): boolean
  /** The next character; empty at the end. */
  peek(): string
  take(): string
  /** Takes what a sticky pattern matches here. */
  match(pattern: RegExp): RegExpExecArray | undefined
  /** The same without taking it. */
  sees(pattern: RegExp): boolean
  inside(text: string): Source
  incomplete(missing: string): ShellSyntaxError
  unexpected(): ShellSyntaxError
}

export function sourceOf(text: string): Source {
  let at = 0
  const find = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(text) ?? undefined
  }
  return {
    isAtEnd: () => at >= text.length,
    peek: () => text[at] ?? '',
    take() {
      at += 1
      return text[at - 1] ?? ''
    },
    match(pattern) {
      const found = find(pattern)
      if (found !== undefined) at += found[0].length
      return found
    },
    sees: (pattern) => find(pattern) !== undefined,
    inside: sourceOf,
    incomplete: (missing) => new ShellSyntaxError(`syntax error: unterminated ${missing}`, true),
    unexpected() {
      const next = find(/\w+|&&|\|\||;;|[\s\S]/y)?.[0]
      if (next === undefined) return new ShellSyntaxError('syntax error: unexpected end of file', true)
      return new ShellSyntaxError(`syntax error: unexpected "${next === '\n' ? 'newline' : next}"`, false)
    },
  }
}
