/** What is refused in the metadata of an object of any kind, beyond its name and labels. */
import type { KubeObject } from '#shared/model/kube.ts'
import type { StatusCause } from './api-error.ts'
import { isFields } from './fields.ts'

const qualified =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/
const namePart =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

const wrong = (field: string, value: unknown, message: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${message}`,
})

export function metadataCauses({ metadata }: KubeObject, before: KubeObject | undefined): StatusCause[] {
  const annotations = isFields(metadata.annotations) ? metadata.annotations : {}
  return [
    ...Object.keys(annotations)
      .filter((key) => !qualified.test(key.toLowerCase()))
      .map((key) => wrong('metadata.annotations', key, namePart)),
    ...ownerCauses(metadata.ownerReferences ?? []),
    ...finalizerCauses(metadata.finalizers ?? [], before),
  ]
}

function ownerCauses(owners: readonly unknown[]): StatusCause[] {
  const missing = owners
    .filter(isFields)
    .flatMap((owner) =>
      (['apiVersion', 'kind', 'name', 'uid'] as const)
        .filter((field) => !owner[field])
        .map((field) => wrong(`metadata.ownerReferences.${field}`, '', 'must not be empty')),
    )
  const controllers = owners.filter((owner) => isFields(owner) && owner.controller === true)
  if (controllers.length < 2) return missing
  const names = controllers.map((owner) => (isFields(owner) ? `${owner.kind}/${owner.name}` : '')).join(', ')
  const message = `Only one reference can have Controller set to true. Found "true" in references for ${names}`
  return [...missing, wrong('metadata.ownerReferences', owners, message)]
}

function finalizerCauses(finalizers: readonly string[], before: KubeObject | undefined): StatusCause[] {
  const broken = finalizers
    .filter((one) => !qualified.test(one))
    .map((one) => wrong('metadata.finalizers', one, namePart))
  if (before?.metadata.deletionTimestamp === undefined) return broken
  const known = before.metadata.finalizers ?? []
  const added = finalizers.filter((one) => !known.includes(one))
  if (added.length === 0) return broken
  const list = added.map((one) => JSON.stringify(one)).join(', ')
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`
  return [...broken, { reason: 'FieldValueForbidden', field: 'metadata.finalizers', message }]
}
