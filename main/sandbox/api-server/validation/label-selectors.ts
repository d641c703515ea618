/** Label selectors as they stand in specs. */
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, forbidden, required, wrong } from './causes.ts'
import { labelCauses, labelValueCauses, qualifiedNameCauses } from './names.ts'

export function selectorCauses(selector: unknown, field: string): Cause[] {
  return [
    ...labelCauses(fieldsAt({ selector }, 'selector').matchLabels, `${field}.matchLabels`),
    ...listAt(selector, 'matchExpressions').flatMap((one, index) =>
      requirementCauses(one, `${field}.matchExpressions[${index}]`),
    ),
  ]
}

function requirementCauses(requirement: unknown, field: string): Cause[] {
  const values = listAt(requirement, 'values')
  const operator = textAt(requirement, 'operator')
  return [
    ...operatorCauses(operator, values, field),
    ...qualifiedNameCauses(`${field}.key`, textAt(requirement, 'key')),
    ...values.flatMap((value, index) => labelValueCauses(`${field}.values[${index}]`, value)),
  ]
}

function operatorCauses(operator: string, values: readonly unknown[], field: string): Cause[] {
  if (operator === 'In' || operator === 'NotIn')
    return values.length > 0
      ? []
      : [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
  if (operator === 'Exists' || operator === 'DoesNotExist')
    return values.length === 0
      ? []
      : [forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
  return [wrong(`${field}.operator`, operator, 'not a valid selector operator')]
}
