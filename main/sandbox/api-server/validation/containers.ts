/** Containers of pods and of pod templates. */

import type { Fields } from '#shared/model/fields.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, duplicate, duplicates, oneOf, required, wrong } from './causes.ts'
import { environmentCauses } from './environment.ts'
import { lifecycleCauses, probesCauses } from './handlers.ts'
import { neededName, portCauses, portNameCauses } from './names.ts'
import { resourceCauses } from './resources.ts'
import { mountCauses } from './volumes.ts'

const defaultGraceSeconds = 30

export function containerCauses(spec: Fields, path: string): Cause[] {
  const containers = listAt(spec, 'containers')
  const initial = listAt(spec, 'initContainers')
  if (containers.length === 0) return [required(`${path}.containers`)]
  const volumes = listAt(spec, 'volumes').map((volume) => textAt(volume, 'name'))
  const given = spec.terminationGracePeriodSeconds
  const graceSeconds = typeof given === 'number' ? given : defaultGraceSeconds
  const names = containers.map((one) => textAt(one, 'name'))
  const causesIn = (list: readonly unknown[], field: string, taken: readonly string[]) =>
    list.flatMap((one, index) => {
      const at = `${path}.${field}[${index}]`
      const name = textAt(one, 'name')
      const found = oneCauses(fieldsAt(list, index), at, volumes, graceSeconds)
      return taken.includes(name) && name !== '' ? [duplicate(`${at}.name`, name), ...found] : found
    })
  return [
    ...causesIn(containers, 'containers', []),
    ...duplicates(names, (index) => `${path}.containers[${index}].name`),
    ...causesIn(initial, 'initContainers', names),
    ...duplicates(
      initial.map((one) => textAt(one, 'name')),
      (index) => `${path}.initContainers[${index}].name`,
    ),
  ]
}

function oneCauses(one: Fields, at: string, volumes: readonly string[], graceSeconds: number): Cause[] {
  return [
    ...neededName(`${at}.name`, textAt(one, 'name'), 'label'),
    ...imageCauses(textAt(one, 'image'), `${at}.image`),
    ...oneOf(`${at}.terminationMessagePolicy`, one.terminationMessagePolicy, [
      'File',
      'FallbackToLogsOnError',
    ]),
    ...portsCauses(one, at),
    ...environmentCauses(one, at),
    ...mountCauses(one, volumes, at),
    ...oneOf(`${at}.imagePullPolicy`, one.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
    ...resourceCauses(one.resources, `${at}.resources`),
    ...lifecycleCauses(one, at, graceSeconds),
    ...probesCauses(one, at, graceSeconds),
  ]
}

function imageCauses(image: string, field: string): Cause[] {
  if (image === '') return [required(field)]
  return image.trim() === image ? [] : [wrong(field, image, 'must not have leading or trailing whitespace')]
}

function portsCauses(container: Fields, at: string): Cause[] {
  const ports = listAt(container, 'ports')
  const names = ports.map((port) => textAt(port, 'name'))
  return ports.flatMap((port, index) => {
    const field = `${at}.ports[${index}]`
    const { containerPort, hostPort, protocol } = fieldsAt(ports, index)
    const name = textAt(port, 'name')
    return [
      ...(name === '' ? [] : portNameCauses(`${field}.name`, name)),
      ...(name !== '' && names.indexOf(name) < index ? [duplicate(`${field}.name`, name)] : []),
      ...(containerPort === undefined || containerPort === 0
        ? [required(`${field}.containerPort`)]
        : portCauses(`${field}.containerPort`, containerPort)),
      ...(hostPort === undefined || hostPort === 0 ? [] : portCauses(`${field}.hostPort`, hostPort)),
      ...oneOf(`${field}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']),
    ]
  })
}
