/** Volumes of pods and where containers mount them. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, duplicates, forbidden, notFound, required, wrong } from './causes.ts'
import { neededName } from './names.ts'

/** What a source has to name. */
const needed: Readonly<Record<string, string>> = {
  configMap: 'name',
  secret: 'secretName',
  hostPath: 'path',
  persistentVolumeClaim: 'claimName',
}
const allModes = 0o777

export function volumeCauses(spec: Fields, path: string): Cause[] {
  const volumes = listAt(spec, 'volumes')
  const names = volumes.map((volume) => textAt(volume, 'name'))
  return [
    ...volumes.flatMap((volume, index) => [
      ...sourceCauses(fieldsAt(volumes, index), spec, `${path}.volumes[${index}]`),
      ...neededName(`${path}.volumes[${index}].name`, textAt(volume, 'name'), 'label'),
    ]),
    ...duplicates(names, (index) => `${path}.volumes[${index}].name`),
  ]
}

/** In the order in which the server looks. */
const order = ['emptyDir', 'hostPath', 'secret', 'persistentVolumeClaim', 'configMap', 'projected']

function sourceCauses(volume: Fields, spec: Fields, field: string): Cause[] {
  const given = Object.keys(volume)
    .filter((name) => name !== 'name' && isFields(volume[name]))
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
  return given.flatMap((name, index) => {
    const at = `${field}.${name}`
    if (index > 0) return [forbidden(at, 'may not specify more than 1 volume type')]
    const source = fieldsAt(volume, name)
    const naming = needed[name]
    return [
      ...(naming !== undefined && textAt(source, naming) === '' ? [required(`${at}.${naming}`)] : []),
      ...modeCauses(source.defaultMode, `${at}.defaultMode`),
      ...(name === 'projected' ? projectedCauses(source, spec, at) : []),
    ]
  })
}

const modeCauses = (mode: unknown, field: string): Cause[] =>
  typeof mode === 'number' && (mode < 0 || mode > allModes)
    ? [wrong(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : []

function projectedCauses(source: Fields, spec: Fields, field: string): Cause[] {
  if (textAt(spec, 'serviceAccountName') !== '') return []
  return listAt(source, 'sources').flatMap((one, index) =>
    isFields(fieldsAt({ one }, 'one').serviceAccountToken)
      ? [
          forbidden(
            `${field}.sources[${index}].serviceAccountToken`,
            'must not be specified when serviceAccountName is not set',
          ),
        ]
      : [],
  )
}

export function mountCauses(container: Fields, volumes: readonly string[], field: string): Cause[] {
  const mounts = listAt(container, 'volumeMounts')
  const paths = mounts.map((mount) => textAt(mount, 'mountPath'))
  return mounts.flatMap((mount, index) => {
    const at = `${field}.volumeMounts[${index}]`
    const [name, path] = [textAt(mount, 'name'), textAt(mount, 'mountPath')]
    const below = textAt(mount, 'subPath')
    return [
      ...(name === '' ? [required(`${at}.name`)] : []),
      ...(volumes.includes(name) ? [] : [notFound(`${at}.name`, name)]),
      ...(path === '' ? [required(`${at}.mountPath`)] : []),
      ...(path !== '' && paths.indexOf(path) < index
        ? [wrong(`${at}.mountPath`, path, 'must be unique')]
        : []),
      ...subPathCauses(below, `${field}.volumeMounts.subPath`),
    ]
  })
}

function subPathCauses(path: string, field: string): Cause[] {
  if (path.startsWith('/')) return [wrong(field, path, 'must be a relative path')]
  return path.split('/').includes('..') ? [wrong(field, path, "must not contain '..'")] : []
}
