/** The `scale` subresource: replicas and selector of a workload, or of a custom resource by its paths, as an autoscaling/v1 Scale. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject, LabelSelector } from '#shared/model/kube.ts'
import { ApiError, badRequest, failure, invalid } from './api-error.ts'
import { fieldsAt, textAt } from './fields.ts'
import { groupVersionOf, type ScalePaths } from './kinds.ts'
import { managedFieldsOf, withManagedFields } from './managed-fields.ts'
import { selectorText } from './selectors.ts'
import type { Collection, ObjectRef } from './write-context.ts'

const builtIn: ScalePaths = { specReplicas: ['spec', 'replicas'], statusReplicas: ['status', 'replicas'] }
const pathsOf = ({ kind, version }: Collection): ScalePaths => kind.definitions?.[version]?.scale ?? builtIn

const valueAt = (object: KubeObject, steps: readonly string[]): unknown =>
  fieldsAt(object, ...steps.slice(0, -1))[steps.at(-1) ?? '']

/** What is read of an object; one that says no number has no scale. */
export function readScale(at: Collection, object: KubeObject): KubeObject {
  const { specReplicas } = pathsOf(at)
  if (at.kind.custom && valueAt(object, specReplicas) === undefined) {
    const message = `the spec replicas field ".${specReplicas.join('.')}" does not exist`
    throw new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })
  }
  return scaleOf(at, object)
}

export function scaleOf(at: Collection, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const { specReplicas, statusReplicas, labelSelector } = pathsOf(at)
  const selector = at.kind.custom
    ? labelSelector === undefined
      ? ''
      : textAt(object, ...labelSelector)
    : selectorText(fieldsAt(object, 'spec', 'selector') as LabelSelector)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: { replicas: valueAt(object, specReplicas) ?? 0 },
    status: {
      replicas: valueAt(object, statusReplicas) ?? 0,
      ...(selector === '' ? {} : { selector }),
    },
  }
}

/** What a patch of a scale starts from: with those who own the number. */
export function ownedScale(at: Collection, object: KubeObject): KubeObject {
  const scale = scaleOf(at, object)
  const path = pathsOf(at).specReplicas.map((step) => `f:${step}`)
  const owners = managedFieldsOf(object)
    .filter(({ fieldsV1 }) => isFields(fieldsAt(fieldsV1, ...path.slice(0, -1))[path.at(-1) ?? '']))
    .map((entry) => ({
      ...entry,
      apiVersion: scale.apiVersion,
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
    }))
  return owners.length === 0 ? scale : { ...scale, metadata: { ...scale.metadata, managedFields: owners } }
}

export function withScale(at: Collection, object: KubeObject, scale: KubeObject): KubeObject {
  const replicas = replicasOf(scale, object.metadata.name)
  return withValue(object as unknown as Fields, pathsOf(at).specReplicas, replicas) as unknown as KubeObject
}

function withValue(fields: Fields, [step = '', ...rest]: readonly string[], value: unknown): Fields {
  return { ...fields, [step]: rest.length === 0 ? value : withValue(fieldsAt(fields, step), rest, value) }
}

function replicasOf(scale: KubeObject, name: string): number {
  const replicas = fieldsAt(scale, 'spec').replicas ?? 0
  if (typeof replicas !== 'number' || !Number.isInteger(replicas))
    throw badRequest(`spec.replicas: ${JSON.stringify(replicas)} is no integer`)
  if (replicas >= 0) return replicas
  const message = `Invalid value: ${replicas}: must be greater than or equal to 0`
  throw invalid('Scale', { group: 'autoscaling', plural: 'scales' }, name, [
    { reason: 'FieldValueInvalid', field: 'spec.replicas', message },
  ])
}

/** What an apply of a Scale says of the object itself. */
export function appliedScale({ kind, version, namespace, name }: ObjectRef, scale: KubeObject): KubeObject {
  if (kind.custom)
    throw failure(
      `failed to convert new object (${namespace}/${name}; autoscaling/v1, Kind=Scale) to proper version: request to convert CR to an invalid group/version: autoscaling/v1`,
    )
  if (scale.kind !== 'Scale' || scale.apiVersion !== 'autoscaling/v1')
    throw badRequest(`invalid object type: ${scale.apiVersion}, Kind=${scale.kind}`)
  return {
    apiVersion: groupVersionOf(kind.group, version),
    kind: kind.kind,
    metadata: scale.metadata,
    spec: { replicas: replicasOf(scale, name) },
  } as KubeObject
}

/** Who has written a Scale owns its number without a time: the real server makes these entries anew from the Scale's. */
export function withoutScaleTimes(object: KubeObject): KubeObject {
  const entries = managedFieldsOf(object).map((entry) => {
    const { time: _, ...timeless } = entry
    return entry.subresource === 'scale' ? timeless : entry
  })
  return withManagedFields(object, entries)
}
