/** Objects are stored in the preferred version of their kind and shown in the one that was asked for. */
import type { KubeObject } from '#shared/model/kube.ts'
import { autoscalerV1, autoscalerV2 } from './autoscaler-versions.ts'
import { coreEvent, groupEvent } from './event-versions.ts'
import { groupVersionOf, type Kind, kindKey } from './kinds.ts'

const isEvent = (kind: Kind) => kindKey(kind) === '/events'
const isAutoscaler = (kind: Kind) => kind.kind === 'HorizontalPodAutoscaler'

export function inVersion(kind: Kind, version: string, object: KubeObject): KubeObject {
  const apiVersion = groupVersionOf(kind.group, version)
  if (object.apiVersion === apiVersion) return object
  if (isEvent(kind)) return kind.group === '' ? coreEvent(object) : groupEvent(object)
  const shown = { ...object, apiVersion }
  return isAutoscaler(kind) && version === 'v1' ? autoscalerV1(shown) : shown
}

export function asStored(kind: Kind, version: string, object: KubeObject): KubeObject {
  if (isEvent(kind)) return coreEvent({ ...object, kind: kind.kind })
  const preferred = kind.versions[0] ?? version
  const stored = { ...object, apiVersion: groupVersionOf(kind.group, preferred), kind: kind.kind }
  return isAutoscaler(kind) && version === 'v1' ? autoscalerV2(stored) : stored
}
