/** What a pod did, counted as it is done: a few additions for each request and nothing to allocate. */
export interface PodWork {
  /** Requests that its program answered since it started. */
  served: number
  /** Requests that passed its proxy, in and out. */
  proxied: number
  /** Bytes of requests and answers, and of connections, that its proxy has told of; missing before any. */
  network?: NetworkBytes
}

export interface NetworkBytes {
  received: number
  sent: number
}

export const noWork = (): PodWork => ({ served: 0, proxied: 0 })

export function addNetwork(work: PodWork, { received, sent }: Readonly<NetworkBytes>): void {
  work.network ??= { received: 0, sent: 0 }
  work.network.received += received
  work.network.sent += sent
}
