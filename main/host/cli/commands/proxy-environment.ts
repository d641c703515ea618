import { parseHttpUrl } from '#shared/flight/http-url.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'

/** Programs usually follow these variables; a flight goes as its plan says, the same from every shell. */
export function unfollowedProxy(
  { target, proxy }: Pick<FlightPlanInput, 'target' | 'proxy'>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (target.kind !== 'url') return undefined
  const set = (names: readonly string[]) => names.find((name) => (env[name] ?? '') !== '')
  if (proxy !== undefined) {
    const except = set(['NO_PROXY', 'no_proxy'])
    return except && `${except} is set and not followed: the whole flight goes through the proxy.`
  }
  const url = parseHttpUrl(target.url)
  if (typeof url === 'string' || /^(localhost|127\..*|::1)$/i.test(url.host)) return undefined
  const own = url.https ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']
  const name = set([...own, 'ALL_PROXY', 'all_proxy'])
  return name && `${name} is set and not followed: the flight goes directly; --proxy sends it through one.`
}
