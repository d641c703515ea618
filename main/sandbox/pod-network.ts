/**
 * What the API server asks the node of a pod for: a connection to one of its ports (port-forward, the service proxy)
 * and what its containers wrote (logs).
 */
import type { Duplex } from 'node:stream'

export interface PodNetwork {
  /** Our end of a connection to a port of a pod; undefined when nothing listens there. The caller destroys it. */
  connect(namespace: string, pod: string, port: number): Duplex | undefined
  /** Lines, oldest first, each as `kubectl logs --timestamps` has it: RFC 3339 time, a space, the text. */
  log(namespace: string, pod: string, container: string): readonly string[]
}
