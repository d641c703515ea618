/**
 * Whether a connection between two pods is mutual TLS:
 *  1. The callee's PeerAuthentication: of the workload, else of its namespace, else of the mesh (istio-system); a port's
 *     own mode goes first. PERMISSIVE without any.
 *  2. The caller's side: what its DestinationRule says, else mutual TLS where the callee's proxy takes it.
 */
import { matchesSelector } from '#shared/model/kube.ts'
import type { MtlsMode, PeerAuthentication } from '../mesh-kinds.ts'
import { oldestFirst, type PodLabels } from '../mesh-objects.ts'
import type { ProxyKind } from '../pod-runtime.ts'
import type { ClientTls } from '../traffic-policy.ts'

const rootNamespace = 'istio-system'

export function mtlsModeOf(
  policies: readonly PeerAuthentication[],
  { namespace, labels }: { readonly namespace: string; readonly labels: PodLabels },
  port: number,
): MtlsMode {
  const inOrder = oldestFirst(policies)
  const of = (where: string, selected: boolean) =>
    inOrder.find(({ metadata, spec }) => {
      const selector = spec.selector?.matchLabels
      if (metadata.namespace !== where || (selector !== undefined) !== selected) return false
      return selector === undefined || matchesSelector(selector, labels)
    })
  for (const policy of [of(namespace, true), of(namespace, false), of(rootNamespace, false)]) {
    const mode = policy?.spec.portLevelMtls?.[String(port)]?.mode ?? policy?.spec.mtls?.mode
    if (mode !== undefined && mode !== 'UNSET') return mode
  }
  return 'PERMISSIVE'
}

/** `refused`: the handshake fails; `reset`: the callee closes what is no TLS. */
export type Secured = 'mutual' | 'plain' | 'refused' | 'reset'

export function securedBetween(
  caller: ProxyKind,
  callee: ProxyKind,
  tls: ClientTls | undefined,
  mode: MtlsMode,
): Secured {
  if (callee === 'none')
    return caller === 'none' || tls === undefined || tls === 'DISABLE' ? 'plain' : 'refused'
  const takesMutual = mode !== 'DISABLE'
  const mutual = caller !== 'none' && (tls === undefined ? takesMutual : tls !== 'DISABLE')
  if (!mutual) return mode === 'STRICT' ? 'reset' : 'plain'
  return takesMutual && (tls === undefined || tls === 'ISTIO_MUTUAL') ? 'mutual' : 'refused'
}
