export interface Command {
  /** Fit for an element id. */
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly run: () => void
}

/** Those that have every word of the query, in any order; a label that starts with the query first. */
export function matchingCommands(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const text = (c: Command) => `${c.label} ${c.hint}`.toLowerCase()
  const found = commands.filter((c) => words.every((word) => text(c).includes(word)))
  const starts = (c: Command) => (c.label.toLowerCase().startsWith(query.toLowerCase().trim()) ? 0 : 1)
  return found.sort((a, b) => starts(a) - starts(b))
}
