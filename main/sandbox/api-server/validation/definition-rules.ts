/** Rules of a definition (`x-kubernetes-validations`), before they are asked: apiextensions' validation of OpenAPI schemas. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { createRuleChecker } from '../rules/check-rule.ts'
import { type Cause, required, unsupported, wrong } from './causes.ts'

/** What stands in a rule first; only where that is right, what it says. */
export function ruleDefinitionCauses(schema: Fields, path: string): Cause[] {
  const parts = partsWithRules({ schema, path, isRoot: true, uncorrelated: undefined })
  const ofForm = parts.flatMap((part) => part.rules.flatMap((rule, index) => formCauses(part, rule, index)))
  return ofForm.length > 0 ? ofForm : parts.flatMap(meaningCauses)
}

interface Place {
  readonly schema: Fields
  readonly path: string
  readonly isRoot: boolean
  /** The outermost list whose items cannot be told apart by keys, on the way. */
  readonly uncorrelated: string | undefined
}

interface Part extends Place {
  readonly rules: readonly Fields[]
}

/** Innermost first. */
function partsWithRules(place: Place): Part[] {
  const { schema, path, isRoot } = place
  const below = (inner: unknown, at: string, uncorrelated = place.uncorrelated) =>
    isFields(inner)
      ? partsWithRules({ schema: inner, path: `${path}.${at}`, isRoot: false, uncorrelated })
      : []
  const isKeyed = schema['x-kubernetes-list-type'] === 'map'
  const rules = listAt(schema, 'x-kubernetes-validations').map((rule) => fieldsAt({ rule }, 'rule'))
  return [
    ...below(schema.additionalProperties, 'additionalProperties'),
    ...Object.entries(fieldsAt(schema, 'properties')).flatMap(([name, inner]) =>
      below(inner, `properties[${name}]`),
    ),
    ...below(schema.items, 'items', isKeyed ? place.uncorrelated : (place.uncorrelated ?? path)),
    ...(rules.length > 0 ? [{ ...place, isRoot, rules }] : []),
  ]
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']
const hasLines = (text: string) => /[\n\r]/.test(text)

function formCauses({ schema, path }: Part, rule: Fields, index: number): Cause[] {
  const at = (name: string) => `${path}.x-kubernetes-validations[${index}].${name}`
  const given = (name: string) => textAt(rule, name)
  const [expression, message, fieldPath] = ['rule', 'message', 'fieldPath'].map((name) => given(name))
  return [
    ...textCauses(at, expression ?? '', message ?? ''),
    ...(given('messageExpression') !== '' && given('messageExpression').trim() === ''
      ? [required(at('messageExpression'), 'messageExpression must be non-empty if specified')]
      : []),
    ...(given('reason') === '' || reasons.includes(given('reason'))
      ? []
      : [unsupported(at('reason'), given('reason'), reasons)]),
    ...pathCauses(schema, at('fieldPath'), fieldPath ?? ''),
  ]
}

function textCauses(at: (name: string) => string, expression: string, message: string): Cause[] {
  const [rule, said] = [expression.trim(), message.trim()]
  if (rule === '') return [required(at('rule'), 'rule is not specified')]
  if (message !== '' && said === '') return [wrong(at('message'), message, 'must be non-empty if specified')]
  if (hasLines(said)) return [wrong(at('message'), message, 'must not contain line breaks')]
  return hasLines(rule) && said === ''
    ? [required(at('message'), 'message must be specified if rule contains line breaks')]
    : []
}

function pathCauses(schema: Fields, at: string, path: string): Cause[] {
  if (path === '') return []
  return [
    ...(path.trim() === '' ? [wrong(at, path, 'must be non-empty if specified')] : []),
    ...(hasLines(path) ? [wrong(at, path, 'must not contain line breaks')] : []),
    ...(leadsSomewhere(schema, path) ? [] : [wrong(at, path, 'must be a valid path')]),
  ]
}

const step = /^(?:\.([A-Za-z_][\w]*)|\['((?:[^'\\]|\\.)*)'\])/

/** `.a.b['c-d']`: fields, and keys of maps. */
function leadsSomewhere(schema: unknown, path: string): boolean {
  if (path === '') return true
  const [whole, name, key = ''] = step.exec(path) ?? []
  if (whole === undefined || !isFields(schema)) return false
  const next = fieldsAt(schema, 'properties')[name ?? key] ?? schema.additionalProperties
  return isFields(next) && leadsSomewhere(next, path.slice(whole.length))
}

/** A rule as the server holds it within, in the way that Go writes JSON. */
function within(rule: Fields): string {
  const { rule: Rule = '', message: Message = '', messageExpression: MessageExpression = '' } = rule
  const { reason: Reason = null, fieldPath: FieldPath = '', optionalOldSelf: OptionalOldSelf = null } = rule
  const json = JSON.stringify({ Rule, Message, MessageExpression, Reason, FieldPath, OptionalOldSelf })
  return json.replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function meaningCauses({ schema, path, isRoot, uncorrelated, rules }: Part): Cause[] {
  const checker = createRuleChecker(schema, isRoot)
  return rules.flatMap((rule, index) => {
    const at = (name: string) => `${path}.x-kubernetes-validations[${index}].${name}`
    const invalid = (name: string, shown: string, why: string): Cause => ({
      reason: 'FieldValueInvalid',
      field: at(name),
      message: `Invalid value: ${shown}: ${why}`,
    })
    const [expression, message] = [textAt(rule, 'rule'), textAt(rule, 'messageExpression')]
    const oldSelf = rule.optionalOldSelf === true ? 'optional' : 'plain'
    const problem = checker.problemOf(expression, 'bool', oldSelf)
    if (problem !== undefined)
      return [
        invalid('rule', within(rule), problem.startsWith('must') ? `cel expression ${problem}` : problem),
      ]
    const ofMessage = message === '' ? undefined : checker.problemOf(message, 'string', oldSelf)
    const usesOldSelf = /\boldSelf\b/.test(expression)
    return [
      ...(ofMessage === undefined
        ? []
        : [invalid('messageExpression', within(rule), `messageExpression ${ofMessage}`)]),
      ...(usesOldSelf && uncorrelated !== undefined
        ? [
            wrong(
              at('rule'),
              expression,
              `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`,
            ),
          ]
        : []),
      ...(!usesOldSelf && rule.optionalOldSelf !== undefined
        ? [
            wrong(
              at('optionalOldSelf'),
              rule.optionalOldSelf,
              'may not be set if oldSelf is not used in rule',
            ),
          ]
        : []),
    ]
  })
}
