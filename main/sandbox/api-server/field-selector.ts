/** Field selectors as text: `metadata.name=x,status.phase!=Running`, read as apimachinery does (pkg/fields/selector.go). */
import type { KubeObject } from '#shared/model/kube.ts'
import { badRequest } from './api-error.ts'
import type { Matcher } from './selectors.ts'

export interface FieldTerm {
  readonly field: string
  readonly isNegated: boolean
  readonly value: string
}

/** Commas and equals signs that belong to a value stand behind a backslash. */
export function parseFieldSelector(text: string): readonly FieldTerm[] {
  const parts = text.match(/(?:\\.|[^\\,]|\\$)+/g) ?? []
  return parts.map((part) => {
    const [, field, operator, value] = /^((?:\\.|[^\\=!]|!(?!=))*)(!=|==|=)(.*)$/s.exec(part) ?? []
    if (field === undefined || value === undefined)
      throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
    return { field, isNegated: operator === '!=', value: unescaped(value) }
  })
}

function unescaped(value: string): string {
  const [, wrong] = /^(?:\\[\\,=]|[^\\,=])*(.?.?)/s.exec(value) ?? []
  if (wrong?.startsWith('\\')) throw badRequest(`invalid field selector: invalid escape sequence: ${wrong}`)
  if (wrong) throw badRequest(`invalid field selector: unescaped character in value: ${wrong.codePointAt(0)}`)
  return value.replaceAll(/\\(.)/g, '$1')
}

/** What stands at a field label; empty where nothing does. */
type ValueAt = (object: KubeObject, label: string) => string

export const fieldMatcher =
  (terms: readonly FieldTerm[], valueAt: ValueAt): Matcher =>
  (object) =>
    terms.every(({ field, isNegated, value }) => (valueAt(object, field) === value) !== isNegated)
