/** DNS as a pod has it: services of its own cluster, and the world outside. */
import type { Service } from '#shared/model/kube.ts'
import { isOutside } from './route.ts'

/** TEST-NET-3 (RFC 5737): the world outside is no real place. */
const outsideAddress = '203.0.113.10'
const address = /^(?:\d{1,3}\.){3}\d{1,3}$/

/** Undefined where there is no such name. A headless service has no address of its own; the first of DNS's is made up. */
export function resolveHost(
  host: string,
  namespace: string,
  services: readonly Service[],
): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (name === 'localhost') return '127.0.0.1'
  if (address.test(name)) return name
  const service = services.find(({ metadata }) => namesOf(metadata, namespace).includes(name))
  if (service === undefined) return isOutside(name) ? outsideAddress : undefined
  const { clusterIP } = service.spec
  return clusterIP === undefined || clusterIP === 'None' ? '10.244.0.1' : clusterIP
}

function namesOf({ name, namespace }: Service['metadata'], own: string): string[] {
  const long = `${name}.${namespace}`
  return [...(namespace === own ? [name] : []), long, `${long}.svc`, `${long}.svc.cluster.local`]
}

/** Full name of the service with that cluster IP. */
export function serviceAt(address: string, services: readonly Service[]): string | undefined {
  const found = services.find(({ spec }) => spec.clusterIP === address)
  return found === undefined
    ? undefined
    : `${found.metadata.name}.${found.metadata.namespace}.svc.cluster.local`
}
