/** Lines of a difference (`+ `, `- ` or two spaces, then text) without the indentation that all of them share. */
export function dedented(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim().length > 1).map((line) => line.slice(2).search(/\S/))
  const shared = Math.min(...indents.filter((indent) => indent >= 0))
  if (!Number.isFinite(shared) || shared === 0) return lines
  return lines.map((line) => line.slice(0, 2) + line.slice(2 + shared))
}
