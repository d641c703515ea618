/** Pods and the templates of pods. */

import type { Fields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { deepEqual, fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, forbidden, oneOf, wrong } from './causes.ts'
import { containerCauses } from './containers.ts'
import { labelCauses, nameCauses } from './names.ts'
import { schedulingCauses } from './scheduling.ts'
import { volumeCauses } from './volumes.ts'

const mostSeconds = 2_147_483_647

export function podSpecCauses(spec: Fields, path: string): Cause[] {
  const { activeDeadlineSeconds } = spec
  const account = textAt(spec, 'serviceAccountName')
  const hostname = textAt(spec, 'hostname')
  return [
    ...volumeCauses(spec, path),
    ...containerCauses(spec, path),
    ...oneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, [
      'ClusterFirstWithHostNet',
      'ClusterFirst',
      'Default',
      'None',
    ]),
    ...schedulingCauses(spec, path),
    ...(account === '' ? [] : nameCauses(`${path}.serviceAccountName`, account, 'subdomain')),
    ...(typeof activeDeadlineSeconds === 'number' && activeDeadlineSeconds < 1
      ? [
          wrong(
            `${path}.activeDeadlineSeconds`,
            activeDeadlineSeconds,
            `must be between 1 and ${mostSeconds}, inclusive`,
          ),
        ]
      : []),
    ...(hostname === '' ? [] : nameCauses(`${path}.hostname`, hostname, 'label')),
  ]
}

export function templateCauses(spec: unknown, path: string): Cause[] {
  return [
    ...labelCauses(fieldsAt(spec, 'template', 'metadata').labels, `${path}.labels`),
    ...podSpecCauses(fieldsAt(spec, 'template', 'spec'), `${path}.spec`),
  ]
}

/** Of a pod's spec, only these may change; the rest is settled when it is created. */
const changeable = [
  'activeDeadlineSeconds',
  'terminationGracePeriodSeconds',
  'tolerations',
  'schedulingGates',
]

export function podChangeCauses(pod: KubeObject, before: KubeObject | undefined): Cause[] {
  if (before === undefined) return []
  const settled = (object: KubeObject) => {
    const spec: Record<string, unknown> = { ...fieldsAt(object, 'spec') }
    for (const field of changeable) delete spec[field]
    // Binding: the scheduler sets the node once.
    if (fieldsAt(before, 'spec').nodeName === undefined) delete spec.nodeName
    for (const list of ['containers', 'initContainers'])
      spec[list] = listAt(spec, list).map((one) => ({ ...fieldsAt({ one }, 'one'), image: '' }))
    return spec
  }
  if (deepEqual(settled(pod), settled(before))) return []
  return [
    forbidden(
      'spec',
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ),
  ]
}
