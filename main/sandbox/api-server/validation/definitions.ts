/** CustomResourceDefinitions. */
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, required, wrong } from './causes.ts'

export function definitionCauses(definition: KubeObject): Cause[] {
  const spec = fieldsAt(definition, 'spec')
  const found: Cause[] = []
  const wanted = `${textAt(spec, 'names', 'plural')}.${textAt(spec, 'group')}`
  if (definition.metadata.name !== wanted)
    found.push(wrong('metadata.name', definition.metadata.name, `must be spec.names.plural+"."+spec.group`))
  if (listAt(spec, 'versions').length === 0) found.push(required('spec.versions'))
  if (textAt(spec, 'names', 'kind') === '') found.push(required('spec.names.kind'))
  return found
}
