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
export const authorizationPolicyResource = resource(
  'security.istio.io',
  'AuthorizationPolicy',
  'authorizationpolicies',
)
export const requestAuthenticationResource = resource(
  'security.istio.io',
  'RequestAuthentication',
  'requestauthentications',
)
export const telemetryResource = resource('telemetry.istio.io', 'Telemetry', 'telemetries')
export const serviceEntryResource = resource('networking.istio.io', 'ServiceEntry', 'serviceentries')
export const sidecarResource = resource('networking.istio.io', 'Sidecar', 'sidecars')

export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE'
interface Mtls {
  mode?: MtlsMode | 'UNSET'
}
type Selector = { matchLabels?: Record<string, string> }
type TargetRef = { group?: string; kind: string; name: string; namespace?: string }

/** How a policy says for whom it is. */
export interface Targeted {
  selector?: Selector
  targetRef?: TargetRef
  targetRefs?: TargetRef[]
}

export interface PeerAuthentication extends KubeObject {
  spec: { selector?: Selector; mtls?: Mtls; portLevelMtls?: Record<string, Mtls> }
}

type Texts = string[]

export interface AuthorizationRule {
  from?: {
    source?: {
      principals?: Texts
      notPrincipals?: Texts
      requestPrincipals?: Texts
      notRequestPrincipals?: Texts
      namespaces?: Texts
      notNamespaces?: Texts
      serviceAccounts?: Texts
      notServiceAccounts?: Texts
      ipBlocks?: Texts
      notIpBlocks?: Texts
      remoteIpBlocks?: Texts
      notRemoteIpBlocks?: Texts
    }
  }[]
  to?: {
    operation?: {
      hosts?: Texts
      notHosts?: Texts
      ports?: Texts
      notPorts?: Texts
      methods?: Texts
      notMethods?: Texts
      paths?: Texts
      notPaths?: Texts
    }
  }[]
  when?: { key: string; values?: Texts; notValues?: Texts }[]
}

export interface AuthorizationPolicy extends KubeObject {
  spec?: Targeted & { action?: 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM'; rules?: AuthorizationRule[] }
}

export interface JwtRule {
  issuer?: string
  audiences?: Texts
  jwks?: string
  jwksUri?: string
  fromHeaders?: { name?: string; prefix?: string }[]
  fromParams?: Texts
  fromCookies?: Texts
  outputPayloadToHeader?: string
  outputClaimToHeaders?: { header?: string; claim?: string }[]
  forwardOriginalToken?: boolean
}

export interface RequestAuthentication extends KubeObject {
  spec?: Targeted & { jwtRules?: JwtRule[] }
}

export interface MetricOverride {
  match?: { metric?: string; customMetric?: string; mode?: string }
  disabled?: boolean | null
  tagOverrides?: Record<string, { operation?: 'UPSERT' | 'REMOVE'; value?: string }>
}

export interface TelemetryObject extends KubeObject {
  spec?: Targeted & {
    metrics?: { providers?: { name: string }[]; overrides?: MetricOverride[] }[]
  }
}

export interface ServiceEntry extends KubeObject {
  spec: {
    hosts?: string[]
    addresses?: string[]
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
    egress?: { hosts?: string[]; port?: { number?: number } }[]
    outboundTrafficPolicy?: { mode?: string }
  }
}
