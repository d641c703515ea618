/** LabelSelectors of objects. */
import type { KubeObject, LabelSelector } from '#shared/model/kube.ts'

export type Matcher = (object: KubeObject) => boolean

type Labels = Readonly<Record<string, string>>

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
