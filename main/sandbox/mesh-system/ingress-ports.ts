/** The ports of the ingress gateway's Service: each local port that leads to one of the pods, as its own number. */
import { resources, type Service } from '#shared/model/kube.ts'
import type { ClusterApi } from '../cluster-api.ts'

export interface IngressPort {
  readonly name: string
  readonly port: number
  readonly targetPort: number
  readonly protocol: 'TCP'
}

const names: Readonly<Record<number, string>> = { 8080: 'http2', 8443: 'https' }

/** `ports`: local ports by those of the pods; `tcp`: which of those are for TCP. */
export function ingressPorts(
  ports: ReadonlyMap<number, number>,
  tcp: ReadonlySet<number> = new Set(),
): IngressPort[] {
  const opened = [...ports].map(([targetPort, port]) => ({
    name: names[targetPort] ?? `${tcp.has(targetPort) ? 'tcp' : 'http'}-${targetPort}`,
    ...{ port, targetPort, protocol: 'TCP' as const },
  }))
  return [{ name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' }, ...opened]
}

/** A Service that is not there yet will be made with them. */
export async function showIngressPorts(
  api: ClusterApi,
  ports: ReadonlyMap<number, number>,
  tcp?: ReadonlySet<number>,
): Promise<void> {
  const name = 'istio-ingressgateway'
  const service = await api.get<Service>(resources.service, 'istio-system', name)
  if (service === undefined) return
  // With the node ports that were given to them.
  const before = new Map((service.spec.ports ?? []).map((one) => [one.name, one]))
  const shown = ingressPorts(ports, tcp).map((one) => ({ ...before.get(one.name), ...one }))
  await api.patch(resources.service, 'istio-system', name, { spec: { ports: shown } })
}
