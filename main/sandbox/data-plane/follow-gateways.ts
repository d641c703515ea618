/** What follows from Gateways besides routes: ports of the ingress, and what is said of them in their status. */
import type { Gateway } from '#shared/model/istio.ts'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import { apiGatewayClassResource, type GatewayApiObjects } from './gateway-api/kinds.ts'
import { gatewayApiStatuses, istioClass } from './gateway-api/statuses.ts'
import { gatewayTargets } from './gateway-servers.ts'
import type { Part } from './mesh-part.ts'
import { writeStatuses } from './write-statuses.ts'

export async function openGatewayPorts(part: Part, gateways: readonly Gateway[]): Promise<void> {
  const { ingress, options } = part
  if (ingress === undefined) return
  const { all, tcp } = gatewayTargets(gateways)
  if (await ingress.listen(all)) options.onIngressPorts?.(ingress.ports, tcp)
}

export async function tellGatewayApi(
  api: ClusterApi,
  clock: Clock,
  objects: GatewayApiObjects,
): Promise<void> {
  // A cluster need not have these kinds.
  if (objects.classes.length === 0)
    await api.create(apiGatewayClassResource, istioClass).catch(() => undefined)
  await writeStatuses(api, clock, gatewayApiStatuses(objects))
}
