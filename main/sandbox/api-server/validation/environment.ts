/** Variables of containers and where their values come from. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, required, wrong } from './causes.ts'
import { neededName } from './names.ts'

/** Printable, and nothing that would end the name. */
const variableName = /^[ -<>-~]+$/
const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']

export function environmentCauses(container: Fields, field: string): Cause[] {
  return [
    ...listAt(container, 'env').flatMap((one, index) => variableCauses(one, `${field}.env[${index}]`)),
    ...listAt(container, 'envFrom').flatMap((one) => {
      const source = fieldsAt({ one }, 'one')
      if (isFields(source.configMapRef) || isFields(source.secretRef)) return []
      return [wrong(`${field}.envFrom`, '', 'must specify one of: `configMapRef` or `secretRef`')]
    }),
  ]
}

function variableCauses(variable: unknown, field: string): Cause[] {
  const name = textAt(variable, 'name')
  const named =
    name === ''
      ? [required(`${field}.name`)]
      : variableName.test(name)
        ? []
        : [
            wrong(
              `${field}.name`,
              name,
              "a valid environment variable name must consist only of printable ASCII characters other than '='",
            ),
          ]
  const { valueFrom } = fieldsAt({ variable }, 'variable')
  if (!isFields(valueFrom)) return named
  return [...named, ...sourceCauses(valueFrom, textAt(variable, 'value'), `${field}.valueFrom`)]
}

function sourceCauses(source: Fields, value: string, field: string): Cause[] {
  const given = sources.filter((name) => isFields(source[name]))
  if (given.length === 0) {
    const list = sources.map((name) => `\`${name}\``)
    return [wrong(field, '', `must specify one of: ${list.slice(0, -1).join(', ')} or ${list.at(-1)}`)]
  }
  if (value !== '') return [wrong(field, '', 'may not be specified when `value` is not empty')]
  if (given.length > 1) return [wrong(field, '', 'may not have more than one field specified at a time')]
  return [
    ...fieldPathCauses(source.fieldRef, `${field}.fieldRef`),
    ...['configMapKeyRef', 'secretKeyRef'].flatMap((name) =>
      isFields(source[name])
        ? neededName(`${field}.${name}.key`, textAt(source[name], 'key'), 'configKey')
        : [],
    ),
  ]
}

const knownPaths = new Set([
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
])
const ofMap = /^metadata\.(labels|annotations)\['[^']+'\]$/

function fieldPathCauses(reference: unknown, field: string): Cause[] {
  if (!isFields(reference)) return []
  const path = textAt(reference, 'fieldPath')
  if (path === '') return [required(`${field}.fieldPath`)]
  if (knownPaths.has(path) || ofMap.test(path)) return []
  const why = `error converting fieldPath: field label not supported: ${path}`
  return [wrong(`${field}.fieldPath`, path, why)]
}
