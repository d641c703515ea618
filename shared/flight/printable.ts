const mostCharacters = 200

/** What someone typed as a sentence can hold it: not too much, and without the characters that would break it. */
export function printable(text: string): string {
  const shown = text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`
  return JSON.stringify(shown).slice(1, -1)
}
