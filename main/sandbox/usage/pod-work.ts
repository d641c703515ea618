/** What a pod did, counted as it is done: two additions for each request and nothing to allocate. */
export interface PodWork {
  /** Requests that its program answered since it started. */
  served: number
  /** Requests that passed its proxy, in and out. */
  proxied: number
}

export const noWork = (): PodWork => ({ served: 0, proxied: 0 })
