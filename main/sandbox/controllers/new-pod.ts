/** The pod that a ReplicaSet makes from its template. */
import { apiVersionOf, type Pod, resources } from '#shared/model/kube.ts'
import { injectSidecar } from './inject-sidecar.ts'
import { nameSuffix } from './name-suffix.ts'
import type { ReplicaSet } from './replica-set.ts'

/** The serial number makes the name: the API server would draw it. */
export function newPod(
  set: ReplicaSet,
  serial: number,
  namespaceLabels: Readonly<Record<string, string>>,
): Pod {
  const { name, namespace, uid = '' } = set.metadata
  const { template } = set.spec
  const pod: Pod = {
    apiVersion: apiVersionOf(resources.pod),
    kind: 'Pod',
    metadata: {
      name: `${name}-${nameSuffix(`${uid}/${serial}`)}`,
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata?.labels },
      annotations: { ...template.metadata?.annotations },
      ownerReferences: [
        {
          apiVersion: apiVersionOf(resources.replicaSet),
          kind: 'ReplicaSet',
          name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: template.spec,
  }
  return injectSidecar(pod, namespaceLabels)
}
