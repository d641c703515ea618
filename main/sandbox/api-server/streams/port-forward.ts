/** What both ways of forwarding a port have in common: the pod, its port, and the words when nothing listens there. */
import type { Duplex } from 'node:stream'
import type { PodNetwork } from '../../pod-network.ts'

export interface PodPorts {
  readonly pod: string
  connect(port: number): Duplex | undefined
}

export function portsOf(network: PodNetwork, namespace: string, pod: string): PodPorts {
  return { pod: `${namespace}/${pod}`, connect: (port) => network.connect(namespace, pod, port) }
}

export const refusedText = (pod: string, port: number) =>
  `error forwarding port ${port} to pod ${pod}: failed to connect to localhost:${port} inside the pod: connection refused`
