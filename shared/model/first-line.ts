/** What an error says first: parsers draw the place below it, after a colon that means nothing without the drawing. */
export function firstLineOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return first.replace(/:$/, '')
}
