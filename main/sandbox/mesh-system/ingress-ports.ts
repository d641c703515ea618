/** The ports of the ingress gateway's Service: each local port that leads to one of the pods, as its own number. */
import { resources } from '#shared/model/kube.ts'
import type { ClusterApi } from '../cluster-api.ts'

export interface IngressPort {
  readonly name: string
  readonly port: number
  readonly targetPort: number
  readonly protocol: 'TCP'
}

const names: Readonly<Record<number, string>> = { 8080: 'http2', 8443: 'https' }

/** `ports`: local ports by those of the pods. */
export function ingressPorts(ports: ReadonlyMap<number, number>): IngressPort[] {
  const opened = [...ports].map(([targetPort, port]) => ({
    name: names[targetPort] ?? `http-${targetPort}`,
    ...{ port, targetPort, protocol: 'TCP' as const },
  }))
  return [{ name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' }, ...opened]
}

/** A Service that is not there yet will be made with them. */
export async function showIngressPorts(api: ClusterApi, ports: ReadonlyMap<number, number>): Promise<void> {
  const name = 'istio-ingressgateway'
  if ((await api.get(resources.service, 'istio-system', name)) === undefined) return
  await api.patch(resources.service, 'istio-system', name, { spec: { ports: ingressPorts(ports) } })
}
