/** What an object says of the controller that made it or took it, as metav1.NewControllerRef writes it. */
import { apiVersionOf, type KubeObject, type OwnerReference, type Resource } from '#shared/model/kube.ts'

export const controllerReference = (
  resource: Resource,
  { metadata: { name, uid = '' } }: Pick<KubeObject, 'metadata'>,
): OwnerReference => ({
  apiVersion: apiVersionOf(resource),
  kind: resource.kind,
  name,
  uid,
  controller: true,
  blockOwnerDeletion: true,
})
