/** label_replace and label_join. */
import type { LabelSet } from './labels.ts'
import { executionError } from './promql-error.ts'
import { anchoredRegex, BadRegex } from './re2.ts'

const labelName = /^[A-Za-z_]\w*$/

export function labelReplace(
  target: string,
  replacement: string,
  source: string,
  pattern: string,
): (labels: LabelSet) => LabelSet {
  const regex = regexOf(pattern)
  if (!labelName.test(target)) executionError(`invalid destination label name in label_replace(): ${target}`)
  return (labels) => {
    const match = regex.exec(labels.get(source))
    return match === null ? labels : labels.with(target, expand(replacement, match))
  }
}

function regexOf(pattern: string): RegExp {
  try {
    return anchoredRegex(pattern)
  } catch (error) {
    if (error instanceof BadRegex) executionError(`invalid regular expression in label_replace(): ${pattern}`)
    throw error
  }
}

/** Go's Regexp.Expand: `$1`, `$name` (as long as possible), `${name}`, `$$`. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (all, short?: string, braced?: string) => {
    const name = short ?? braced
    if (name === undefined) return all === '$$' ? '$' : all
    return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? ''
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
