/** The parts of Istio's networking objects that Aviary reads and writes (networking.istio.io/v1). */
import type { KubeObject } from './kube.ts'

export interface StringMatch {
  exact?: string
  prefix?: string
  regex?: string
}

export interface HttpMatch {
  name?: string
  uri?: StringMatch
  method?: StringMatch
  authority?: StringMatch
  headers?: Record<string, StringMatch>
  queryParams?: Record<string, StringMatch>
  sourceLabels?: Record<string, string>
  gateways?: string[]
  port?: number
  [field: string]: unknown
}

export interface Destination {
  host: string
  subset?: string
  port?: { number: number }
}

export interface RouteDestination {
  destination: Destination
  /** Relative to the sum over the route; may be missing when there is a single destination. */
  weight?: number
  [field: string]: unknown
}

export interface HttpRoute {
  name?: string
  match?: HttpMatch[]
  route?: RouteDestination[]
  redirect?: { uri?: string; authority?: string; redirectCode?: number; [field: string]: unknown }
  rewrite?: { uri?: string; authority?: string }
  timeout?: string
  retries?: { attempts?: number; perTryTimeout?: string; retryOn?: string; [field: string]: unknown }
  fault?: {
    delay?: { percentage?: { value: number }; fixedDelay?: string }
    abort?: { percentage?: { value: number }; httpStatus?: number }
  }
  [field: string]: unknown
}

export interface VirtualService extends KubeObject {
  spec: {
    hosts?: string[]
    /** Empty or missing means `mesh`. */
    gateways?: string[]
    http?: HttpRoute[]
    exportTo?: string[]
    [field: string]: unknown
  }
}

export interface DestinationRule extends KubeObject {
  spec: {
    host: string
    subsets?: { name: string; labels?: Record<string, string>; [field: string]: unknown }[]
    trafficPolicy?: Record<string, unknown>
    [field: string]: unknown
  }
}

export interface Gateway extends KubeObject {
  spec: {
    selector?: Record<string, string>
    servers?: {
      port: { number: number; name?: string; protocol?: string }
      hosts: string[]
      [field: string]: unknown
    }[]
    [field: string]: unknown
  }
}
