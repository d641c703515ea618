/** At which character a text ceases to be base64 with padding, as Go's decoder counts; undefined where it never does. */
export function base64Problem(text: string): number | undefined {
  let inGroup = 0
  let groupStart = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '\n' || char === '\r') continue
    if (char === '=') return paddingProblem(text, at, inGroup)
    if (!/[A-Za-z0-9+/]/.test(char)) return at
    if (inGroup === 0) groupStart = at
    inGroup = (inGroup + 1) % 4
  }
  return inGroup === 0 ? undefined : groupStart
}

function paddingProblem(text: string, first: number, inGroup: number): number | undefined {
  if (inGroup < 2) return first
  let at = afterLineEnds(text, first + 1)
  if (inGroup === 2) {
    if (at === text.length) return at
    if (text[at] !== '=') return at - 1
    at = afterLineEnds(text, at + 1)
  }
  return at === text.length ? undefined : at
}

function afterLineEnds(text: string, at: number): number {
  let next = at
  while (text[next] === '\n' || text[next] === '\r') next += 1
  return next
}
