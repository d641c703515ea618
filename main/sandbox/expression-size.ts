/**
 * How long an expression is once its repetitions are written out: a few letters can stand for millions, and both reading
 * them and trying a text take their time for each. What becomes of it is at most three times as long.
 */
const tokens =
  /\\Q.*?(?:\\E|$)|\\x\{[0-9a-fA-F]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\\?(?:\]|$)|\{(\d+)(,(\d*))?\}|./gsu

export function expressionSize(pattern: string): number {
  /** `last` is of what a repetition stands behind. */
  let here = { size: 0, last: 0 }
  const around: (typeof here)[] = []
  const add = (size: number) => {
    here.size += size
    here.last = size
  }
  for (const [token, least, more, most] of pattern.matchAll(tokens)) {
    if (token === '(') {
      around.push(here)
      here = { size: 1, last: 0 }
    } else if (token === ')') {
      const { size } = here
      here = around.pop() ?? { size: 0, last: 0 }
      add(size + 1)
    } else if (least === undefined) add(token.startsWith('\\Q') ? token.length : 1)
    else {
      const times = Math.max(Number(least) + (more === undefined ? 0 : 1), Number(most ?? 0))
      here.size += here.last * (times - 1)
      here.last *= times
    }
  }
  return here.size
}
