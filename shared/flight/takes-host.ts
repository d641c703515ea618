import type { Gateway, VirtualService } from '../model/istio.ts'
import { hostPatterns, matchesHost } from './gateway-host.ts'
import type { GatewayApiRoute } from './host-choices.ts'

/**
 * Whether a VirtualService or HTTPRoute at a gateway is for the host, which may have a port. null where none is at any
 * gateway: then nothing is known, as where they may not be seen.
 */
export function takesHost(
  hostAndPort: string,
  virtualServices: readonly VirtualService[],
  gateways: readonly Gateway[],
  routes: readonly GatewayApiRoute[],
): boolean | null {
  const host = hostAndPort.replace(/:\d+$/, '').toLowerCase()
  const takes = (patterns: readonly string[]) => patterns.some((pattern) => matchesHost(pattern, host))
  const answers = [
    ...virtualServices.flatMap((one) => {
      const bound = (one.spec.gateways ?? []).filter((name) => name !== 'mesh')
      if (bound.length === 0) return []
      return [takes(one.spec.hosts ?? []) && bound.some((name) => takes(hostPatterns(name, one, gateways)))]
    }),
    ...routes.flatMap(({ spec: { parentRefs = [], hostnames = [] } }) => {
      if (!parentRefs.some(({ kind = 'Gateway' }) => kind === 'Gateway')) return []
      return [hostnames.length === 0 || takes(hostnames)]
    }),
  ]
  return answers.length === 0 ? null : answers.includes(true)
}
