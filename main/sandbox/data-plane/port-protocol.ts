/** How a proxy treats a port: by its appProtocol, else by the start of its name; without either it looks, and finds HTTP. */
import type { ServicePort } from '#shared/model/kube.ts'

export type PortProtocol = 'http' | 'grpc' | 'tcp'

const tcp = ['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'udp']

export function protocolOf({
  name = '',
  appProtocol,
}: Pick<ServicePort, 'name'> & { appProtocol?: unknown }): PortProtocol {
  const said = (typeof appProtocol === 'string' ? appProtocol : (name.split('-')[0] ?? '')).toLowerCase()
  if (said === 'grpc') return 'grpc'
  return tcp.includes(said) ? 'tcp' : 'http'
}
