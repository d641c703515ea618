/** What roles, their bindings and ranges of limits are given where they say nothing. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt } from '../fields.ts'
import { or, withItems } from './given-or.ts'
import { canonicalQuantities } from './quantities.ts'

const group = 'rbac.authorization.k8s.io'

export const withRules = (role: KubeObject): KubeObject => ({ ...role, rules: role.rules ?? null })

export const withSubjects = (binding: KubeObject): KubeObject => {
  const roleRef = or(fieldsAt(binding, 'roleRef'), { apiGroup: group })
  return withItems({ ...binding, roleRef }, 'subjects', (subject) =>
    subject.kind === 'User' || subject.kind === 'Group' ? or(subject, { apiGroup: group }) : subject,
  ) as KubeObject
}

const amounts = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']

/** What a container may have at most is also what it gets, and what it asks for. */
export const limitRangeSpec = (spec: Fields): Fields => ({
  ...spec,
  limits: listAt(spec, 'limits').map((one) => {
    if (!isFields(one)) return one
    const range = { ...one }
    for (const field of amounts) if (isFields(one[field])) range[field] = canonicalQuantities(one[field])
    if (range.type !== 'Container') return range
    const most = { ...fieldsAt(range, 'max'), ...fieldsAt(range, 'default') }
    const asked = { ...fieldsAt(range, 'min'), ...most, ...fieldsAt(range, 'defaultRequest') }
    return {
      ...range,
      ...(Object.keys(most).length === 0 ? {} : { default: most }),
      ...(Object.keys(asked).length === 0 ? {} : { defaultRequest: asked }),
    }
  }),
})
