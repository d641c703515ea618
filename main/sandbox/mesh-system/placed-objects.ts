/** Short ways to write the objects that the sandbox brings along. */
import { apiVersionOf, type KubeObject, type Resource, resources } from '#shared/model/kube.ts'
import type { Placed } from './apply-objects.ts'

export type Labels = Readonly<Record<string, string>>

export function place(
  resource: Resource,
  metadata: KubeObject['metadata'],
  rest: Readonly<Record<string, unknown>> = {},
): Placed {
  return {
    resource,
    object: { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata, ...rest },
  }
}

export const placeNamespace = (name: string, labels: Labels) =>
  place(resources.namespace, { name, labels: { ...labels } })

export const placeServiceAccount = (namespace: string, name: string, labels: Labels = {}) =>
  place(resources.serviceAccount, { name, namespace, labels: { ...labels } })

export interface DeploymentOf {
  readonly namespace: string
  readonly name: string
  /** Of the Deployment, its selector and its pods. */
  readonly labels: Labels
  readonly serviceAccount: string
  readonly container: { name: string; image: string; [field: string]: unknown }
  readonly replicas?: number
  /** Of its pods alone. */
  readonly podLabels?: Labels
}

export function placeDeployment(of: DeploymentOf): Placed {
  const { namespace, name, labels, serviceAccount, container, replicas = 1, podLabels = {} } = of
  return place(
    resources.deployment,
    { name, namespace, labels: { ...labels } },
    {
      spec: {
        replicas,
        selector: { matchLabels: { ...labels } },
        template: {
          metadata: { labels: { ...labels, ...podLabels } },
          spec: { serviceAccountName: serviceAccount, containers: [container] },
        },
      },
    },
  )
}
