/** Type and help of metrics, from the HELP and TYPE lines of exposition texts: /api/v1/metadata and targets/metadata. */
import { parseSelector } from '../promql/parse.ts'
import type { Labels, ScrapeTarget } from './metrics.ts'
import { ApiError } from './prometheus-answer.ts'

interface MetricMetadata {
  type: string
  help: string
  unit: string
}

interface TargetMetadata extends MetricMetadata {
  readonly target: Labels
  readonly metric?: string
}

function metadataOf(texts: readonly string[]): Map<string, MetricMetadata> {
  const found = new Map<string, MetricMetadata>()
  for (const text of texts) {
    for (const [, what, name = '', value = ''] of text.matchAll(/^# (HELP|TYPE) (\S+) (.*)$/gm)) {
      const known = found.get(name) ?? { type: 'unknown', help: '', unit: '' }
      found.set(name, { ...known, ...(what === 'HELP' ? { help: value } : { type: value }) })
    }
  }
  return found
}

export function metadata(
  targets: readonly ScrapeTarget[],
  parameters: URLSearchParams,
): Record<string, MetricMetadata[]> {
  const metric = parameters.get('metric')
  const limit = limitOf(parameters)
  const all = [...metadataOf(targets.map(({ metrics }) => metrics.text()))]
    .filter(([name]) => !metric || name === metric)
    .map(([name, one]): [string, MetricMetadata[]] => [name, [one]])
  return Object.fromEntries(limit < 0 ? all : all.slice(0, limit))
}

/** Of each target that the selector `match_target` takes; the metric is named unless it is asked for by name. */
export function targetMetadata(
  targets: readonly ScrapeTarget[],
  parameters: URLSearchParams,
): TargetMetadata[] {
  const limit = limitOf(parameters)
  const metric = parameters.get('metric') ?? ''
  const selector = parameters.get('match_target') ?? ''
  const matchers = selector === '' ? [] : parseSelector(selector).matchers
  const found: TargetMetadata[] = []
  for (const { labels, metrics } of targets) {
    if (!matchers.every(({ label, matches }) => matches(labels[label] ?? ''))) continue
    for (const [name, one] of metadataOf([metrics.text()])) {
      if (limit >= 0 && found.length >= limit) return found
      if (metric === '') found.push({ target: labels, metric: name, ...one })
      else if (metric === name) found.push({ target: labels, ...one })
    }
  }
  return found
}

function limitOf(parameters: URLSearchParams): number {
  const text = parameters.get('limit') ?? ''
  if (text === '') return -1
  if (!/^[+-]?\d+$/.test(text)) throw new ApiError('bad_data', 'limit must be a number')
  return Number(text)
}
