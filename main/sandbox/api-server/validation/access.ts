/** Roles and what binds them. */

import type { Fields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { deepEqual, fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, oneOf, required, wrong } from './causes.ts'
import { nameCauses } from './names.ts'

export const roleCauses = (isNamespaced: boolean) => (role: KubeObject) =>
  listAt(role, 'rules').flatMap((rule, index) =>
    ruleCauses(fieldsAt({ rule }, 'rule'), `rules[${index}]`, isNamespaced),
  )

function ruleCauses(rule: Fields, field: string, isNamespaced: boolean): Cause[] {
  const { nonResourceURLs } = rule
  const verbs =
    listAt(rule, 'verbs').length > 0
      ? []
      : [required(`${field}.verbs`, 'verbs must contain at least one value')]
  if (listAt(rule, 'nonResourceURLs').length > 0) {
    if (isNamespaced)
      return [
        ...verbs,
        wrong(
          `${field}.nonResourceURLs`,
          nonResourceURLs,
          'namespaced rules cannot apply to non-resource URLs',
        ),
      ]
    const mixed = ['apiGroups', 'resources', 'resourceNames'].some((part) => listAt(rule, part).length > 0)
    const why = 'rules cannot apply to both regular resources and non-resource URLs'
    return mixed ? [...verbs, wrong(`${field}.nonResourceURLs`, nonResourceURLs, why)] : verbs
  }
  return [
    ...verbs,
    ...(listAt(rule, 'apiGroups').length > 0
      ? []
      : [required(`${field}.apiGroups`, 'resource rules must supply at least one api group')]),
    ...(listAt(rule, 'resources').length > 0
      ? []
      : [required(`${field}.resources`, 'resource rules must supply at least one resource')]),
  ]
}

export const bindingCauses =
  (kinds: readonly string[]) =>
  (binding: KubeObject, before: KubeObject | undefined): Cause[] => {
    const role = fieldsAt(binding, 'roleRef')
    const changed = before !== undefined && !deepEqual(fieldsAt(before, 'roleRef'), role)
    const within = { APIGroup: role.apiGroup, Kind: role.kind, Name: role.name }
    return [
      ...oneOf('roleRef.apiGroup', role.apiGroup, [rbac]),
      ...oneOf('roleRef.kind', role.kind ?? '', kinds),
      ...(textAt(role, 'name') === ''
        ? [required('roleRef.name')]
        : nameCauses('roleRef.name', textAt(role, 'name'), 'path')),
      ...listAt(binding, 'subjects').flatMap((subject, index) =>
        subjectCauses(fieldsAt({ subject }, 'subject'), `subjects[${index}]`, kinds.includes('Role')),
      ),
      ...(changed ? [wrong('roleRef', within, 'cannot change roleRef')] : []),
    ]
  }

const rbac = 'rbac.authorization.k8s.io'

function subjectCauses(subject: Fields, field: string, isNamespaced: boolean): Cause[] {
  const name = textAt(subject, 'name')
  const named = name === '' ? [required(`${field}.name`)] : []
  if (subject.kind === 'ServiceAccount')
    return [
      ...named,
      ...(name === '' ? [] : nameCauses(`${field}.name`, name, 'subdomain')),
      ...(isNamespaced || textAt(subject, 'namespace') !== '' ? [] : [required(`${field}.namespace`)]),
    ]
  if (subject.kind === 'User' || subject.kind === 'Group')
    return [...named, ...oneOf(`${field}.apiGroup`, subject.apiGroup, [rbac])]
  return [...named, ...oneOf(`${field}.kind`, subject.kind ?? '', ['ServiceAccount', 'User', 'Group'])]
}
