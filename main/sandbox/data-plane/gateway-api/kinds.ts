/** The kinds of the Gateway API (gateway.networking.k8s.io), as far as the data plane reads them. */
import type { KubeObject, LabelSelector, Resource } from '#shared/model/kube.ts'

export const gatewayApiGroup = 'gateway.networking.k8s.io'

const resource = (kind: string, plural: string, version = 'v1', namespaced = true): Resource => ({
  ...{ group: gatewayApiGroup, version, kind, plural, namespaced },
})
export const apiGatewayResource = resource('Gateway', 'gateways')
export const apiHttpRouteResource = resource('HTTPRoute', 'httproutes')
export const apiGrpcRouteResource = resource('GRPCRoute', 'grpcroutes')
export const apiGatewayClassResource = resource('GatewayClass', 'gatewayclasses', 'v1', false)
export const referenceGrantResource = resource('ReferenceGrant', 'referencegrants', 'v1beta1')

export interface Listener {
  name: string
  hostname?: string
  port: number
  protocol?: string
  tls?: { mode?: string; certificateRefs?: { name: string; namespace?: string }[] }
  allowedRoutes?: {
    namespaces?: { from?: 'All' | 'Same' | 'Selector'; selector?: LabelSelector }
  }
}

export interface ApiGateway extends KubeObject {
  spec: { gatewayClassName?: string; listeners?: Listener[] }
}

export interface ApiGatewayClass extends KubeObject {
  spec: { controllerName?: string }
}

export interface ReferenceGrant extends KubeObject {
  spec: {
    from?: { group?: string; kind: string; namespace: string }[]
    to?: { group?: string; kind: string; name?: string }[]
  }
}

export interface BackendRef {
  name: string
  namespace?: string
  port?: number
  weight?: number
  filters?: Filter[]
}

export interface HeaderFilter {
  set?: { name: string; value: string }[]
  add?: { name: string; value: string }[]
  remove?: string[]
}

export interface PathChange {
  type: 'ReplaceFullPath' | 'ReplacePrefixMatch'
  replaceFullPath?: string
  replacePrefixMatch?: string
}

export interface Filter {
  type: string
  requestHeaderModifier?: HeaderFilter
  responseHeaderModifier?: HeaderFilter
  requestRedirect?: {
    scheme?: string
    hostname?: string
    port?: number
    path?: PathChange
    statusCode?: number
  }
  urlRewrite?: { hostname?: string; path?: PathChange }
  requestMirror?: {
    backendRef: BackendRef
    percent?: number
    fraction?: { numerator: number; denominator?: number }
  }
  cors?: {
    allowOrigins?: string[]
    allowCredentials?: boolean
    allowMethods?: string[]
    allowHeaders?: string[]
    exposeHeaders?: string[]
    maxAge?: number
  }
}

export interface NamedMatch {
  type?: 'Exact' | 'RegularExpression'
  name: string
  value: string
}

export interface RouteMatch {
  path?: { type?: 'PathPrefix' | 'Exact' | 'RegularExpression'; value?: string }
  method?: string
  headers?: NamedMatch[]
  queryParams?: NamedMatch[]
}

export interface RouteRule {
  name?: string
  matches?: RouteMatch[]
  filters?: Filter[]
  backendRefs?: BackendRef[]
  timeouts?: { request?: string; backendRequest?: string }
  retry?: { codes?: number[]; attempts?: number; backoff?: string }
}

export interface ParentRef {
  group?: string
  kind?: string
  name: string
  namespace?: string
  sectionName?: string
  port?: number
}

export interface ApiHttpRoute extends KubeObject {
  spec: { parentRefs?: ParentRef[]; hostnames?: string[]; rules?: RouteRule[] }
}

/** What a route or listener may refer to. */
export interface GatewayApiObjects {
  readonly classes: readonly ApiGatewayClass[]
  readonly gateways: readonly ApiGateway[]
  /** GRPCRoutes too, as what they amount to. */
  readonly routes: readonly ApiHttpRoute[]
  readonly grants: readonly ReferenceGrant[]
  readonly namespaceLabels: (namespace: string) => Readonly<Record<string, string>>
  readonly hasService: (namespace: string, name: string) => boolean
  readonly hasSecret: (namespace: string, name: string) => boolean
}
