/** The hosts under which a context's gateways let requests in: from VirtualServices and HTTPRoutes. */
import type { Gateway, VirtualService } from '../model/istio.ts'
import type { KubeObject } from '../model/kube.ts'
import { hostPatterns, matchesHost } from './gateway-host.ts'

export interface HostChoice {
  readonly host: string
  /** `VirtualService bookinfo/bookinfo` */
  readonly from: string
  /** That its routes name. */
  readonly paths: string[]
}

/** Of gateway.networking.k8s.io/v1. */
export interface GatewayApiRoute extends KubeObject {
  spec: {
    hostnames?: string[]
    parentRefs?: { kind?: string }[]
    rules?: { matches?: { path?: { type?: string; value?: string } }[] }[]
    [field: string]: unknown
  }
}

/** By name, each once. A wildcard is no host that could be asked for. */
export function hostChoices(
  virtualServices: readonly VirtualService[],
  gateways: readonly Gateway[],
  routes: readonly GatewayApiRoute[],
): HostChoice[] {
  const found = [
    ...virtualServices.flatMap((one) =>
      hostsOf(one, gateways).map((host) => ({ host, from: named(one), paths: pathsOf(one) })),
    ),
    ...routes
      .filter(({ spec }) => spec.parentRefs?.some(({ kind = 'Gateway' }) => kind === 'Gateway'))
      .flatMap((one) =>
        (one.spec.hostnames ?? []).map((host) => ({ host, from: named(one), paths: routePaths(one) })),
      ),
  ]
  const byHost = new Map<string, HostChoice>()
  for (const choice of found) {
    if (!choice.host.includes('*') && !byHost.has(choice.host)) byHost.set(choice.host, choice)
  }
  return [...byHost.values()].sort((a, b) => a.host.localeCompare(b.host))
}

/** Those that a gateway takes; where the VirtualService takes any, the gateway's own. */
function hostsOf(one: VirtualService, gateways: readonly Gateway[]): string[] {
  const bound = (one.spec.gateways ?? []).filter((name) => name !== 'mesh')
  const patterns = bound.flatMap((name) => hostPatterns(name, one, gateways))
  const hosts = one.spec.hosts ?? []
  const taken = hosts.filter((host) => patterns.some((pattern) => matchesHost(pattern, host)))
  // A name without a dot is a Service of the mesh, which nobody outside asks for.
  const outside = taken.filter((host) => host.includes('.'))
  return hosts.includes('*') ? [...outside, ...patterns] : outside
}

const named = ({ kind, metadata }: KubeObject) => `${kind} ${metadata.namespace}/${metadata.name}`

/** The paths that a VirtualService matches whole, then those that begin so; each once. */
export function pathsOf({ spec }: VirtualService): string[] {
  const uris = (spec.http ?? []).flatMap(({ match = [] }) => match.map(({ uri }) => uri))
  return unique([...uris.map((uri) => uri?.exact), ...uris.map((uri) => uri?.prefix)])
}

function routePaths({ spec }: GatewayApiRoute): string[] {
  const paths = (spec.rules ?? []).flatMap(({ matches = [] }) => matches.map(({ path }) => path))
  const isPrefix = (type = 'PathPrefix') => type === 'PathPrefix'
  return unique([
    ...paths.filter((path) => path?.type === 'Exact').map((path) => path?.value),
    ...paths.filter((path) => isPrefix(path?.type)).map((path) => path?.value),
  ])
}

const unique = (paths: readonly (string | undefined)[]) => [
  ...new Set(paths.filter((path) => path !== undefined)),
]
