/** Reader of Prometheus's PromQL test format (promql/test.go of 2.42): load, clear and eval, one block each. */
import { parseDurationMs } from '../../../../main/sandbox/promql/duration.ts'
import { unquote } from '../../../../main/sandbox/promql/go-string.ts'
import type { Labels } from '../../../../main/sandbox/promql/labels.ts'

type Entry = number | 'gap' | 'stale'

export interface SeriesLine {
  readonly labels: Labels
  readonly entries: readonly Entry[]
}

export interface Eval {
  readonly do: 'eval'
  readonly line: number
  readonly mode: 'plain' | 'ordered' | 'fail'
  readonly atMs: number
  readonly expr: string
  readonly expected: readonly SeriesLine[] | number
}

export type Command =
  | { readonly do: 'clear' }
  | { readonly do: 'load'; readonly stepMs: number; readonly series: readonly SeriesLine[] }
  | Eval

export function readPromqlTest(text: string): Command[] {
  const lines = text.split('\n').map((line) => line.trim())
  const commands: Command[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (line === '' || line.startsWith('#')) continue
    const block: string[] = []
    const start = i
    if (line !== 'clear')
      while ((lines[i + 1] ?? '') !== '') {
        i++
        if (!lines[i]?.startsWith('#')) block.push(lines[i] ?? '')
      }
    commands.push(commandOf(line, block, start + 1))
  }
  return commands
}

function commandOf(line: string, block: readonly string[], number: number): Command {
  if (line === 'clear') return { do: 'clear' }
  const load = /^load\s+(\S+)$/.exec(line)
  if (load !== null) return { do: 'load', stepMs: duration(load[1] ?? ''), series: block.map(seriesLine) }
  const evaluate = /^eval(_ordered|_fail)?\s+instant\s+(?:at\s+(\S+)\s+)?(.*)$/.exec(line)
  if (evaluate === null) throw new Error(`line ${number}: not a command: ${line}`)
  const [, mode, at = '0', expr = ''] = evaluate
  const scalar =
    block.length === 1 && /^[-+]?(?:\d|\.\d|nan|inf)[-+\w.]*$/i.test(block[0] ?? '')
      ? value(block[0] ?? '')
      : undefined
  return {
    do: 'eval',
    line: number,
    mode: mode === '_ordered' ? 'ordered' : mode === '_fail' ? 'fail' : 'plain',
    atMs: duration(at),
    expr,
    expected: scalar ?? block.map(seriesLine),
  }
}

function duration(text: string): number {
  return parseDurationMs(text) ?? Number(text) * 1000
}

function value(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return Number(text)
}

function seriesLine(line: string): SeriesLine {
  const match = /^([A-Za-z_:][\w:]*)?\s*(\{(?:"(?:\\.|[^"\\])*"|[^}"])*\})?\s*(.*)$/.exec(line)
  const labels: Record<string, string> = match?.[1] === undefined ? {} : { __name__: match[1] }
  for (const [, name = '', quoted = ''] of (match?.[2] ?? '').matchAll(/(\w+)\s*=\s*("(?:\\.|[^"\\])*")/g))
    labels[name] = unquote(quoted) ?? ''
  return { labels, entries: (match?.[3] ?? '').split(/\s+/).filter(Boolean).flatMap(expand) }
}

/** `a+bxN`, `a-bxN`, `axN`, `_`, `_xN`, `stale` or a value. */
function expand(text: string): Entry[] {
  const gap = /^_(?:x(\d+))?$/.exec(text)
  if (gap !== null) return Array.from({ length: Number(gap[1] ?? 1) }, () => 'gap')
  if (text === 'stale') return ['stale']
  const steps = /^([+-]?[\d.]+(?:e[+-]?\d+)?)([+-][\d.]+(?:e[+-]?\d+)?)?x(\d+)$/i.exec(text)
  if (steps === null) return [value(text)]
  const [, from = '0', by = '0', times = '0'] = steps
  return Array.from({ length: Number(times) + 1 }, (_, i) => Number(from) + i * Number(by))
}
