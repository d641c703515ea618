/** label_replace and label_join. */
import { anchoredRe2, BadRegex, type Re2 } from '../re2.ts'
import type { LabelSet } from './labels.ts'
import { executionError } from './promql-error.ts'

const labelName = /^[A-Za-z_]\w*$/

export function labelReplace(
  target: string,
  replacement: string,
  source: string,
  pattern: string,
): (labels: LabelSet) => LabelSet {
  const regex = regexOf(pattern)
  const names = regex.namedGroups()
  if (!labelName.test(target)) executionError(`invalid destination label name in label_replace(): ${target}`)
  return (labels) => {
    const groups = regex.exec(labels.get(source))
    return groups === null ? labels : labels.with(target, expand(replacement, groups, names))
  }
}

function regexOf(pattern: string): Re2 {
  try {
    return anchoredRe2(pattern)
  } catch (error) {
    if (error instanceof BadRegex) executionError(`invalid regular expression in label_replace(): ${pattern}`)
    throw error
  }
}

/** Go's Regexp.Expand: `$1`, `$name` (as long as possible), `${name}`, `$$`. */
function expand(
  template: string,
  groups: readonly (string | undefined)[],
  names: Readonly<Record<string, number>>,
): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (all, short?: string, braced?: string) => {
    const name = short ?? braced
    if (name === undefined) return all === '$$' ? '$' : all
    return groups[/^\d+$/.test(name) ? Number(name) : (names[name] ?? -1)] ?? ''
  })
}

export function labelJoin(
  target: string,
  separator: string,
  sources: readonly string[],
): (labels: LabelSet) => LabelSet {
  const wrong = sources.find((source) => !labelName.test(source))
  if (wrong !== undefined) executionError(`invalid source label name in label_join(): ${wrong}`)
  if (!labelName.test(target)) executionError(`invalid destination label name in label_join(): ${target}`)
  return (labels) => labels.with(target, sources.map((source) => labels.get(source)).join(separator))
}
