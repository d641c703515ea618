/** Label and field selectors of list and watch. */
import type { KubeObject, LabelSelector } from '#shared/model/kube.ts'
import { badRequest } from './api-error.ts'

export type Matcher = (object: KubeObject) => boolean

type Labels = Readonly<Record<string, string>>

const term =
  /^\s*(?:(!)\s*)?([A-Za-z0-9._/-]+)\s*(?:(==|!=|=)\s*([A-Za-z0-9._-]*)|\s(in|notin)\s*\(([^)]*)\))?\s*$/

/** `a=b,c!=d,e in (f,g),!h,i` */
export function labelMatcher(selector: string): Matcher {
  const tests = splitTerms(selector).map((text) => {
    const match = term.exec(text)
    if (match === null)
      throw badRequest(`unable to parse requirement: found '${text}', expected a label selector`)
    const [, not, key = '', operator, value = '', set, list = ''] = match
    const values = list.split(',').map((one) => one.trim())
    return (labels: Labels): boolean => {
      const has = labels[key]
      if (set === 'in') return has !== undefined && values.includes(has)
      if (set === 'notin') return has === undefined || !values.includes(has)
      if (operator === '!=') return has !== value
      if (operator !== undefined) return has === value
      return not === undefined ? has !== undefined : has === undefined
    }
  })
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}))
}

/** Commas outside of parentheses separate. */
function splitTerms(selector: string): string[] {
  return selector.split(/,(?![^(]*\))/).filter((text) => text.trim() !== '')
}

/** What stands at a field label; empty where nothing does. */
type ValueAt = (object: KubeObject, label: string) => string

/** `metadata.name=x,status.phase!=Running`: dotted paths into the object, `=`, `==` and `!=`. */
export function fieldMatcher(selector: string, valueAt: ValueAt = fieldAt): Matcher {
  const tests = selector
    .split(',')
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const match = /^\s*([A-Za-z0-9.]+)\s*(==|!=|=)\s*(.*?)\s*$/.exec(text)
      if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`)
      const [, path = '', operator, value] = match
      return (object: KubeObject) => (valueAt(object, path) === value) === (operator !== '!=')
    })
  return (object) => tests.every((test) => test(object))
}

function fieldAt(object: KubeObject, path: string): string {
  let value: unknown = object
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step]
  return value === undefined || value === null ? '' : String(value)
}

/** A LabelSelector of a workload against the labels of a pod. An empty one matches everything. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  const exact = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
  return (
    exact &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const has = labels[key]
      if (operator === 'In') return has !== undefined && values.includes(has)
      if (operator === 'NotIn') return has === undefined || !values.includes(has)
      return operator === 'Exists' ? has !== undefined : has === undefined
    })
  )
}

/** The selector as text, for Scale.status.selector. */
export function selectorText(selector: LabelSelector): string {
  const exact = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  const sets = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key
    if (operator === 'DoesNotExist') return `!${key}`
    return `${key} ${operator.toLowerCase()} (${values.toSorted().join(',')})`
  })
  return [...exact, ...sets].join(',')
}
