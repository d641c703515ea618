/**
 * What Envoy takes as the value of a header that a route sets (source/common/router/header_parser.cc): text with `%VAR%`
 * and `%VAR(arguments)%`, where `%%` stands for `%`. Undefined, or why it is refused.
 */
export function headerFormatProblem(value: string): string | undefined {
  const rest = value.replaceAll('%%', '').replace(variable, '')
  if (!rest.includes('%')) return undefined
  if (rest.endsWith('%') && rest.indexOf('%') === rest.length - 1)
    return 'invalid header configuration. Un-escaped %'
  return `invalid header configuration. Un-terminated variable expression '${value}'`
}

/** Its arguments are text to the first `)`, of which nobody writes more, or a list of quoted texts. */
const variable =
  /%[^%()]*(?:\( *(?:\[ *"(?:\\.|[^"\\])*"(?: *, *"(?:\\.|[^"\\])*")* *\] *|[^[) ][^)]{0,1000})\) *)?%/gs

/** Control characters but the tab, which istiod refuses in what a VirtualService sets. */
export const hasControls = (value: string) => /[^\P{Cc}\t\x80-\x9f]/u.test(value)

/** What ends a header, which Envoy refuses wherever a route names one (well_known_regex with `strict: false`). */
export const endsHeader = (text: string) => ['\0', '\r', '\n'].some((one) => text.includes(one))
