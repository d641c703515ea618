/**
 * For which workloads a policy is (istio/istio pilot/pkg/model/policyattachment.go): those of its namespace, or everywhere
 * where it lies in istio-system, as far as its selector fits. One with targetRefs is for the pods of these Gateways of the
 * Gateway API in its own namespace, and for nobody else: waypoints, which Services may be the targets of, do not exist.
 */
import { type KubeObject, matchesSelector } from '#shared/model/kube.ts'
import { gatewayApiGroup } from '../gateway-api/kinds.ts'
import type { Targeted } from '../mesh-kinds.ts'
import type { PodLabels } from '../mesh-objects.ts'

export interface PolicyWorkload {
  readonly namespace: string
  readonly labels: PodLabels
}

/** What a pod of such a Gateway has as its label. */
export const gatewayNameLabel = `${gatewayApiGroup}/gateway-name`

export function isAttached(
  { metadata, spec }: KubeObject & { spec?: Targeted },
  { namespace, labels }: PolicyWorkload,
  rootNamespace: string,
): boolean {
  const targets = targetsOf(spec)
  if (targets.length > 0)
    return (
      metadata.namespace === namespace &&
      targets.some(
        (target) =>
          target.group === gatewayApiGroup &&
          target.kind === 'Gateway' &&
          target.name === labels[gatewayNameLabel] &&
          [undefined, '', namespace].includes(target.namespace),
      )
    )
  if (metadata.namespace !== namespace && metadata.namespace !== rootNamespace) return false
  const selector = spec?.selector?.matchLabels
  return selector === undefined || matchesSelector(selector, labels)
}

/** The older `targetRef` counts where there are no others. */
export const targetsOf = ({ targetRefs = [], targetRef }: Targeted = {}) =>
  targetRefs.length > 0 || targetRef === undefined ? targetRefs : [targetRef]
