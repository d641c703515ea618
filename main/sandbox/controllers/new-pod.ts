/** The pod that a workload makes from its template. */
import {
  apiVersionOf,
  type KubeObject,
  type Pod,
  type PodTemplate,
  type Resource,
  resources,
} from '#shared/model/kube.ts'
import { controllerReference } from './controller-reference.ts'
import { injectSidecar } from './inject-sidecar.ts'
import { nameSuffix } from './name-suffix.ts'

interface PodOwner extends KubeObject {
  spec: { template: PodTemplate }
}

/** The serial number makes the name: the API server would draw it. */
export function newPod(
  resource: Resource,
  owner: PodOwner,
  serial: number,
  namespaceLabels: Readonly<Record<string, string>>,
): Pod {
  const { name, namespace, uid = '' } = owner.metadata
  const { template } = owner.spec
  const pod: Pod = {
    apiVersion: apiVersionOf(resources.pod),
    kind: 'Pod',
    metadata: {
      name: `${name}-${nameSuffix(`${uid}/${serial}`)}`,
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata?.labels },
      annotations: { ...template.metadata?.annotations },
      ownerReferences: [controllerReference(resource, owner)],
    },
    spec: template.spec,
  }
  return injectSidecar(pod, namespaceLabels)
}
