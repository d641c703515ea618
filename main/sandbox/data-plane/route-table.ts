/** What a proxy has after a push: virtual hosts with compiled routes, and the upstreams they lead to. */
import type { HttpMatch } from '#shared/model/istio.ts'
import type { CorsPolicy } from './cors.ts'
import type { RequestTest } from './request-match.ts'
import type { Upstream } from './upstreams.ts'

export interface HeaderChanges {
  readonly set: Readonly<Record<string, string>>
  readonly add: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

export interface RouteTarget {
  /** Envoy's cluster name. */
  readonly key: string
  /** Undefined when there is no such service, port or subset. */
  readonly upstream: Upstream | undefined
  /** A backend of the Gateway API that is not there or not granted: 500. */
  readonly unresolved?: true
  readonly weight: number
  readonly requestHeaders: HeaderChanges | undefined
  readonly responseHeaders: HeaderChanges | undefined
}

export interface Fault {
  readonly delayMs: number
  readonly delayPercent: number
  readonly abortStatus: number
  readonly abortGrpcStatus?: number
  readonly abortPercent: number
}

export interface Retries {
  readonly attempts: number
  readonly perTryTimeoutMs: number | undefined
  readonly onConnectFailure: boolean
  /** Answers with these codes are tried again. */
  readonly onStatus: (status: number) => boolean
  readonly onReset: boolean
  /** Answers with these gRPC statuses are tried again. */
  readonly onGrpc: readonly number[]
  /** A random part of it is waited before a try, of the next ones up to ten times as much. */
  readonly backOffMs?: number
  /** The next try goes to another level of localities. */
  readonly elsewhere?: true
  /** Also those that were tried. */
  readonly anyHost?: true
}

export interface Rewrite {
  readonly uri?: string
  readonly authority?: string
  readonly uriRegexRewrite?: { readonly match?: string; readonly rewrite?: string }
}

export interface Redirect {
  readonly uri?: string
  readonly authority?: string
  readonly scheme?: string
  readonly port?: number
  readonly redirectCode?: number
}

/** One rule with one of its matches, as Envoy has it. */
export interface CompiledRoute {
  readonly name: string
  readonly match: HttpMatch | undefined
  readonly matches: RequestTest
  readonly targets: readonly RouteTarget[]
  readonly totalWeight: number
  readonly redirect: Redirect | undefined
  readonly directResponse: { status: number; body: string } | undefined
  readonly rewrite: Rewrite | undefined
  readonly cors: CorsPolicy | undefined
  readonly timeoutMs: number | undefined
  readonly retries: Retries
  readonly fault: Fault | undefined
  readonly requestHeaders: HeaderChanges | undefined
  readonly responseHeaders: HeaderChanges | undefined
  readonly mirrors: readonly { readonly upstream: Upstream | undefined; readonly percent: number }[]
}

export interface VirtualHost {
  /** `productpage.bookinfo.svc.cluster.local:9080`, or at a gateway `bookinfo.example.com:80`. */
  readonly name: string
  readonly domain: string
  readonly routes: readonly CompiledRoute[]
  /** Requests that came without TLS are sent to https. */
  readonly requireTls?: boolean
  /** At a sidecar: the service whose name it is, whatever the routes say. */
  readonly own?: Upstream | undefined
}

/** Virtual hosts under one of Envoy's route configurations. */
export interface HostTable {
  /** By host at a gateway, by host and port at a sidecar. */
  readonly hosts: ReadonlyMap<string, VirtualHost>
  /** `*.example.com` as `.example.com`, the longest first. */
  readonly suffixes: readonly { readonly suffix: string; readonly host: VirtualHost }[]
  readonly any: VirtualHost | undefined
}

/** A server of a Gateway for TLS. */
export interface TlsServer {
  /** Where the gateway's pods listen. */
  readonly port: number
  /** Name of its route configuration. */
  readonly config: string
  /** Names by which clients choose it (SNI); `*` takes all. */
  readonly names: readonly string[]
  /** Clients have to show a certificate, may, or are not asked. */
  readonly clientCertificate: 'required' | 'optional' | 'none'
  /** `namespace/name` of the Secret; without a namespace the gateway's own. */
  readonly credential: string
  /** What comes out of the TLS is not looked into. */
  readonly isTcp?: true
  /** The TLS is passed on as it is. */
  readonly passes?: true
}

export interface RouteTable {
  readonly kind: 'sidecar' | 'gateway'
  readonly cluster: string
  /** By their names: `outbound` at a sidecar; `http.8080`, `https.443.NAME.GATEWAY.NAMESPACE` at a gateway. */
  readonly configs: ReadonlyMap<string, HostTable>
  readonly tlsServers: readonly TlsServer[]
  /** What becomes of names that the mesh does not know; at a sidecar only. */
  readonly unknown: 'passthrough' | 'black-hole'
}

export const outboundConfig = 'outbound'

/** What a proxy has that istiod never answered. */
export const noRoutes = (kind: RouteTable['kind'], cluster: string): RouteTable => ({
  kind,
  cluster,
  configs: new Map(),
  tlsServers: [],
  unknown: 'passthrough',
})
