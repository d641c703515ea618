/** A canary as its commands print it. */
import type { CanaryView } from '#shared/model/canary.ts'
import type { Output } from '../output.ts'

/** Flagger's status fields first, under Flagger's names. */
const statusFields = [
  'context',
  'namespace',
  'name',
  'phase',
  'canaryWeight',
  'failedChecks',
  'iterations',
  'because',
  'conditions',
  'drivenBy',
] as const

export const statusOf = (view: CanaryView) =>
  Object.fromEntries(statusFields.map((field) => [field, view[field]]))

export const header = ['CONTEXT', 'NAMESPACE', 'NAME', 'PHASE', 'WEIGHT', 'FAILED', 'BECAUSE']
export const rowOf = (view: CanaryView) => [
  view.context,
  view.namespace,
  view.name,
  view.phase,
  `${view.canaryWeight} %`,
  `${view.failedChecks}/${view.plan.threshold}`,
  view.because,
]

export const historyLines = (view: CanaryView) =>
  view.history
    .slice(-15)
    .map((entry) => `  ${entry.at}  ${entry.weight} %  ${entry.verdict}  ${entry.because}`)

/** One line, where something has changed since `seen`. */
export function printChange(view: CanaryView, seen: Map<string, string>, output: Output): void {
  const key = `${view.context}/${view.namespace}/${view.name}`
  const text = `${view.phase} ${view.canaryWeight} ${view.because}`
  if (seen.get(key) === text) return
  seen.set(key, text)
  if (output.format === 'json') output.line(JSON.stringify(statusOf(view)))
  else if (output.format === 'yaml') {
    output.line('---')
    output.show(statusOf(view), [])
  } else output.line(`${key}  ${view.phase}  ${view.canaryWeight} %  ${view.because}`)
}
