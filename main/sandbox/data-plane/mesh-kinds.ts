/** The kinds of Istio that Aviary itself does not write, as far as the data plane reads them. */
import type { KubeObject, Resource } from '#shared/model/kube.ts'

const resource = (group: string, kind: string, plural: string): Resource => ({
  ...{ group, version: 'v1', kind, plural, namespaced: true },
})
export const peerAuthenticationResource = resource(
  'security.istio.io',
  'PeerAuthentication',
  'peerauthentications',
)
export const serviceEntryResource = resource('networking.istio.io', 'ServiceEntry', 'serviceentries')
export const sidecarResource = resource('networking.istio.io', 'Sidecar', 'sidecars')

export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE'
interface Mtls {
  mode?: MtlsMode | 'UNSET'
}
type Selector = { matchLabels?: Record<string, string> }

export interface PeerAuthentication extends KubeObject {
  spec: { selector?: Selector; mtls?: Mtls; portLevelMtls?: Record<string, Mtls> }
}

export interface ServiceEntry extends KubeObject {
  spec: {
    hosts?: string[]
    ports?: { number: number; name?: string; protocol?: string }[]
    resolution?: string
    endpoints?: { address: string }[]
    workloadSelector?: { labels?: Record<string, string> }
    exportTo?: string[]
  }
}

export interface SidecarObject extends KubeObject {
  spec: {
    workloadSelector?: { labels?: Record<string, string> }
    egress?: { hosts?: string[] }[]
    outboundTrafficPolicy?: { mode?: string }
  }
}
