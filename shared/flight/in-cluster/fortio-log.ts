/**
 * Fortio's result out of its pod's log, which holds both of its outputs: the result, indented as Go writes it, and
 * what it tells people and its own log lines, which may have got between.
 */

/** The text of the JSON; null where the log has no complete one. */
export function fortioResultIn(log: string): string | null {
  const lines = log.split(/\r?\n/)
  const starts = lines.flatMap((line, index) => (line === '{' ? [index] : []))
  // The last one that is complete.
  for (const first of starts.reverse()) {
    const last = lines.indexOf('}', first)
    const text = last < 0 ? null : inner(lines, first, last)
    if (text !== null) return text
  }
  return null
}

/** What stands at the margin between the braces is somebody else's. */
function inner(lines: readonly string[], first: number, last: number): string | null {
  const text = ['{', ...lines.slice(first + 1, last).filter((line) => line.startsWith(' ')), '}'].join('\n')
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** The last thing that Fortio said before it gave up, for a sentence; null when it said nothing. */
export function lastWords(log: string): string | null {
  const lines = log
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const last = lines.at(-1)
  if (last === undefined) return null
  return (messageOf(last) ?? last).replace(/[.\s]+$/, '').slice(0, 300)
}

/** Fortio logs JSON where it has no terminal. */
function messageOf(line: string): string | undefined {
  try {
    const { msg } = JSON.parse(line) as { msg?: unknown }
    return typeof msg === 'string' && msg !== '' ? msg : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
