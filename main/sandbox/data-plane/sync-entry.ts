/** How far one proxy is with what was sent to it: its entry in istiod's /debug/syncz. */
import type { PodRuntime } from './pod-runtime.ts'
import { istioVersion } from './version.ts'

type Discovery = 'cluster' | 'listener' | 'route' | 'endpoint'
/** Of what was sent last, or acknowledged. */
export type Nonces = Record<Discovery, string>

export type SyncEntry = { cluster_id: string; proxy: string; proxy_type: string; istio_version: string } & {
  [nonce in `${Discovery}_${'sent' | 'acked'}`]: string
}

export const unsent: Nonces = { cluster: '', listener: '', route: '', endpoint: '' }

export function syncEntry(
  cluster: string,
  { pod, sent, acked }: { readonly pod: PodRuntime; readonly sent: Nonces; readonly acked: Nonces },
): SyncEntry {
  const { name, namespace } = pod.pod.metadata
  return {
    cluster_id: cluster,
    proxy: `${name}.${namespace}`,
    proxy_type: pod.proxy === 'gateway' ? 'router' : 'sidecar',
    istio_version: istioVersion,
    cluster_sent: sent.cluster,
    cluster_acked: acked.cluster,
    listener_sent: sent.listener,
    listener_acked: acked.listener,
    route_sent: sent.route,
    route_acked: acked.route,
    endpoint_sent: sent.endpoint,
    endpoint_acked: acked.endpoint,
  }
}
