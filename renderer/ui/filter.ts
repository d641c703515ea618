/** What a filter box keeps: texts that have every word of the query, in any order and case. */
export function hasWords(query: string, ...texts: readonly (string | null | undefined)[]): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const all = texts.join(' ').toLowerCase()
  return words.every((word) => all.includes(word))
}
