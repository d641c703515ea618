/** Which series and labels there are: /api/v1/series, labels and label/NAME/values (web/api/v1/api.go). */
import { compareLabels, type LabelSet, type Labels } from '../promql/labels.ts'
import type { Matcher } from '../promql/matcher.ts'
import { parseSelector } from '../promql/parse.ts'
import { PromqlError } from '../promql/promql-error.ts'
import { refuse, timeParameter } from './api-parameters.ts'
import { ApiError } from './prometheus-answer.ts'
import type { SeriesStore } from './series-store.ts'

export function seriesOf(store: SeriesStore, parameters: URLSearchParams): Labels[] {
  if (!parameters.has('match[]')) throw new ApiError('bad_data', 'no match[] parameter provided')
  const refuseSelector = (reason: string) => refuse('match[]', reason)
  return matching(store, parameters, refuseSelector)
    .sort(compareLabels)
    .map(({ values }) => values)
}

export function labelNames(store: SeriesStore, parameters: URLSearchParams): string[] {
  const found = matching(store, parameters, refuseBarely)
  return parameters.has('match[]') || isTimed(parameters)
    ? unique(found.flatMap(({ values }) => Object.keys(values)))
    : store.labelNames()
}

export function labelValues(store: SeriesStore, name: string, parameters: URLSearchParams): string[] {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new ApiError('bad_data', `invalid label name: "${name}"`)
  const found = matching(store, parameters, refuseBarely)
  return parameters.has('match[]') || isTimed(parameters)
    ? unique(found.map((labels) => labels.get(name))).filter((value) => value !== '')
    : store.labelValues(name)
}

/** Here Prometheus says what is wrong without saying where. */
function refuseBarely(reason: string): never {
  throw new ApiError('bad_data', reason)
}

const isTimed = (parameters: URLSearchParams) => parameters.has('start') || parameters.has('end')
const unique = (values: readonly string[]) => [...new Set(values)].sort()

/**
 * Series that match one of the selectors, or all where only times are given, and have a sample between start and end.
 * Without either nothing is looked at.
 */
function matching(
  store: SeriesStore,
  parameters: URLSearchParams,
  refuseSelector: (reason: string) => never,
): LabelSet[] {
  const startMs = timeParameter(parameters, 'start', Number.NEGATIVE_INFINITY)
  const endMs = timeParameter(parameters, 'end', Number.POSITIVE_INFINITY)
  const selectors = parameters.getAll('match[]').map((text) => matchersOf(text, refuseSelector))
  const found = new Map<string, LabelSet>()
  for (const matchers of selectors.length === 0 && isTimed(parameters) ? [[]] : selectors)
    for (const { labels, times } of store.select(matchers))
      if ((times[0] as number) <= endMs && (times.at(-1) as number) >= startMs) found.set(labels.key, labels)
  return [...found.values()]
}

function matchersOf(text: string, refuseSelector: (reason: string) => never): readonly Matcher[] {
  try {
    return parseSelector(text).matchers
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error
    return refuseSelector(
      error.message.endsWith('must contain at least one non-empty matcher')
        ? 'match[] must contain at least one non-empty matcher'
        : error.message,
    )
  }
}
