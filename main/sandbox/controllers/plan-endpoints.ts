/**
 * Which addresses a Service has. Pods with an address count, ready or not; a pod on its way out is terminating and not
 * ready. A named target port may be another number in another pod: each set of ports has slices of its own, of a hundred
 * endpoints at most.
 */
import type { EndpointSlice, Pod, Service, ServicePort } from '#shared/model/kube.ts'
import { isReady } from './pod-readiness.ts'

type SlicePorts = EndpointSlice['ports']
type Endpoint = EndpointSlice['endpoints'][number]

export interface SliceContent {
  readonly ports: SlicePorts
  readonly endpoints: readonly Endpoint[]
}

/** At least one: a Service without pods has an empty slice. */
export function planSlices(service: Service, pods: readonly Pod[]): SliceContent[] {
  const groups = new Map<string, { ports: SlicePorts; endpoints: Endpoint[] }>()
  for (const pod of [...pods].sort(byName)) {
    const address = pod.status?.podIP
    if (address === undefined || hasEnded(pod)) continue
    const ports = resolvedPorts(service, pod)
    const key = JSON.stringify(ports)
    const group = groups.get(key) ?? { ports, endpoints: [] }
    groups.set(key, group)
    group.endpoints.push(endpointOf(service, pod, address))
  }
  return groups.size === 0 ? [{ ports: [], endpoints: [] }] : [...groups.values()].flatMap(inSlices)
}

const endpointsPerSlice = 100

function inSlices({ ports, endpoints }: SliceContent): SliceContent[] {
  const count = Math.ceil(endpoints.length / endpointsPerSlice)
  return Array.from({ length: count }, (_, index) => {
    const from = index * endpointsPerSlice
    return { ports, endpoints: endpoints.slice(from, from + endpointsPerSlice) }
  })
}

const byName = (a: Pod, b: Pod) => (a.metadata.name < b.metadata.name ? -1 : 1)

const hasEnded = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed'

function endpointOf(service: Service, pod: Pod, address: string): Endpoint {
  const { name, namespace, uid } = pod.metadata
  const serving = isReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating)
  return {
    addresses: [address],
    conditions: { ready, serving, terminating },
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: {
      kind: 'Pod',
      ...(namespace === undefined ? {} : { namespace }),
      name,
      ...(uid === undefined ? {} : { uid }),
    },
  }
}

/** Ports whose name the pod does not have are left out. */
function resolvedPorts(service: Service, pod: Pod): SlicePorts {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = targetPortOf(port, pod)
    if (number === undefined) return []
    const { name = '', protocol = 'TCP', appProtocol } = port
    return [{ name, port: number, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }]
  })
}

function targetPortOf({ port, targetPort, protocol = 'TCP' }: ServicePort, pod: Pod): number | undefined {
  if (targetPort === undefined || targetPort === 0 || targetPort === '') return port
  if (typeof targetPort === 'number') return targetPort
  if (/^\d+$/.test(targetPort)) return Number(targetPort)
  for (const container of pod.spec.containers) {
    const found = container.ports?.find(
      (one) => one.name === targetPort && (one.protocol ?? 'TCP') === protocol,
    )
    if (found !== undefined) return found.containerPort
  }
  return undefined
}

/** The same as the older Endpoints object has it: without the pods on their way out. */
export function planSubsets(slices: readonly SliceContent[]): object[] {
  const byPorts = Map.groupBy(slices, ({ ports }) => JSON.stringify(ports))
  return [...byPorts.values()].flatMap((same) => {
    const ports = same[0]?.ports ?? []
    const endpoints = same.flatMap((slice) => slice.endpoints)
    const staying = endpoints.filter(({ conditions }) => conditions?.terminating !== true)
    if (staying.length === 0) return []
    const ready = staying.filter(({ conditions }) => conditions?.ready === true).map(legacyAddress)
    const notReady = staying.filter(({ conditions }) => conditions?.ready !== true).map(legacyAddress)
    return [
      {
        ...(ready.length === 0 ? {} : { addresses: ready }),
        ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
        ports: ports.map(({ name, ...port }) => (name === '' ? port : { name, ...port })),
      },
    ]
  })
}

const legacyAddress = ({ addresses, nodeName, targetRef }: Endpoint) => ({
  ip: addresses[0],
  ...(nodeName === undefined ? {} : { nodeName }),
  targetRef,
})
