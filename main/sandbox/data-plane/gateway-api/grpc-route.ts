/** A GRPCRoute as the HTTPRoute that it amounts to: a method of a service is a path. */
import type { KubeObject } from '#shared/model/kube.ts'
import type { ApiHttpRoute, NamedMatch, ParentRef, RouteMatch, RouteRule } from './kinds.ts'

interface GrpcMatch {
  method?: { type?: 'Exact' | 'RegularExpression'; service?: string; method?: string }
  headers?: NamedMatch[]
}

export interface ApiGrpcRoute extends KubeObject {
  spec: {
    parentRefs?: ParentRef[]
    hostnames?: string[]
    rules?: (Omit<RouteRule, 'matches' | 'timeouts'> & { matches?: GrpcMatch[] })[]
  }
}

export function asHttpRoute({ spec, ...route }: ApiGrpcRoute): ApiHttpRoute {
  const rules = spec.rules?.map(({ matches, ...rule }) => ({
    ...rule,
    ...(matches === undefined ? {} : { matches: matches.map(matchOf) }),
  }))
  return { ...route, spec: { ...spec, ...(rules === undefined ? {} : { rules }) } } as ApiHttpRoute
}

function matchOf({ method = {}, headers = [] }: GrpcMatch): RouteMatch {
  const { type = 'Exact', service, method: name } = method
  if (service === undefined && name === undefined) return { headers }
  const anything = '[^/]+'
  if (type === 'RegularExpression' || service === undefined) {
    const value = `/${service ?? anything}/${name ?? anything}`
    return { headers, path: { type: 'RegularExpression', value } }
  }
  return name === undefined
    ? { headers, path: { type: 'PathPrefix', value: `/${service}/` } }
    : { headers, path: { type: 'Exact', value: `/${service}/${name}` } }
}
