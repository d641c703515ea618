/** Letters of a text, which are code points; remembered of long ones, as rules ask again and again. */
const long = 256
const kept = 64
const known = new Map<string, number>()

const count = (text: string) => text.length - (text.match(/[\ud800-\udbff]/g)?.length ?? 0)

export function lettersIn(text: string): number {
  if (text.length < long) return count(text)
  const before = known.get(text)
  if (before !== undefined) return before
  const letters = count(text)
  const [oldest] = known.keys()
  if (known.size >= kept && oldest !== undefined) known.delete(oldest)
  known.set(text, letters)
  return letters
}
