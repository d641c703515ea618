/** What a container asks for and is limited to. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { milliOf } from '../../usage/quantity.ts'
import { fieldsAt } from '../fields.ts'
import { type Cause, required, wrong } from './causes.ts'
import { qualifiedNameCauses } from './names.ts'

const standard = ['cpu', 'memory', 'ephemeral-storage']
const isStandard = (name: string) => standard.includes(name) || name.startsWith('hugepages-')

export function resourceCauses(resources: unknown, field: string): Cause[] {
  const limits = fieldsAt({ resources }, 'resources', 'limits')
  const requests = fieldsAt({ resources }, 'resources', 'requests')
  return [...amountsCauses(limits, `${field}.limits`), ...requestCauses(requests, limits, field)]
}

function amountsCauses(amounts: Fields, field: string): Cause[] {
  return Object.entries(amounts).flatMap(([name, value]) => amountCauses(name, value, `${field}[${name}]`))
}

function amountCauses(name: string, value: unknown, field: string): Cause[] {
  const named = [...qualifiedNameCauses(field, name), ...unknownCauses(name, field)]
  const milli = milliOf(value)
  if (milli !== undefined && milli < 0)
    return [...named, wrong(field, value, 'must be greater than or equal to 0')]
  const isWhole = milli === undefined || isStandard(name) || milli % 1000 === 0
  return isWhole ? named : [...named, wrong(field, value, 'must be an integer')]
}

function unknownCauses(name: string, field: string): Cause[] {
  if (name.includes('/') || isStandard(name)) return []
  return [
    wrong(field, name, 'must be a standard resource type or fully qualified'),
    wrong(field, name, 'must be a standard resource for containers'),
  ]
}

function requestCauses(requests: Fields, limits: Fields, field: string): Cause[] {
  return Object.entries(requests).flatMap(([name, value]) => {
    const found = amountCauses(name, value, `${field}.requests[${name}]`)
    const limit = limits[name]
    if (limit === undefined)
      return isStandard(name) || !isFields(requests)
        ? found
        : [...found, required(`${field}.limits`, 'Limit must be set for non overcommitable resources')]
    const [asked, most] = [milliOf(value), milliOf(limit)]
    if (asked === undefined || most === undefined) return found
    if (!isStandard(name) && asked !== most)
      return [...found, wrong(`${field}.requests`, value, `must be equal to ${name} limit of ${limit}`)]
    return asked > most
      ? [
          ...found,
          wrong(`${field}.requests`, value, `must be less than or equal to ${name} limit of ${limit}`),
        ]
      : found
  })
}
