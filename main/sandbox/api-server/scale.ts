/** The `scale` subresource: replicas and selector of a workload as an autoscaling/v1 Scale. */
import type { KubeObject, LabelSelector } from '#shared/model/kube.ts'
import { ApiError, badRequest } from './api-error.ts'
import { fieldsAt, textAt } from './fields.ts'
import { selectorText } from './selectors.ts'

export function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const selector = selectorText(fieldsAt(object, 'spec', 'selector') as LabelSelector)
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
    spec: { replicas: fieldsAt(object, 'spec').replicas ?? 0 },
    status: {
      replicas: fieldsAt(object, 'status').replicas ?? 0,
      ...(selector === '' ? {} : { selector }),
    },
  }
}

export function withScale(object: KubeObject, scale: KubeObject): KubeObject {
  const replicas = fieldsAt(scale, 'spec').replicas ?? 0
  if (!Number.isInteger(replicas))
    throw badRequest(`spec.replicas: ${JSON.stringify(replicas)} is no integer`)
  if (Number(replicas) < 0) {
    const message = `Invalid value: ${replicas}: must be greater than or equal to 0`
    throw new ApiError(
      422,
      'Invalid',
      `Scale.autoscaling "${textAt(object, 'metadata', 'name')}" is invalid: spec.replicas: ${message}`,
      {
        causes: [{ reason: 'FieldValueInvalid', field: 'spec.replicas', message }],
      },
    )
  }
  return { ...object, spec: { ...fieldsAt(object, 'spec'), replicas } }
}
