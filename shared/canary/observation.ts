/** Facts of one tick. Nothing in it is a decision. */
import type { VerdictKind } from '../model/canary.ts'

/** The shape of all routes that lead to the service. `none` where nobody has a VirtualService for it. */
export type RouteForm =
  | { readonly kind: 'none' }
  /** As the user wrote them: to the apex. */
  | { readonly kind: 'apex' }
  /** To the apex, with primary and canary at weight 0. */
  | { readonly kind: 'enter' }
  | { readonly kind: 'split'; readonly canaryWeight: number }
  /** Routes that differ from each other, or that somebody else changed. */
  | { readonly kind: 'mixed' }

export interface SideSeen {
  /** What the Deployment asks for. */
  readonly replicas: number
  /** Ready addresses in the EndpointSlices of the side's own Service. */
  readonly readyAddresses: number
  /**
   * Rolled out (observed, updated = replicas = available, none of the old left), more than 0, and the EndpointSlice
   * holds exactly the ready pods. 0 replicas are never ready.
   */
  readonly ready: boolean
  /** Of the pod template, in the target's form. */
  readonly hash: string
  /** Kubernetes gave up on the rollout (ProgressDeadlineExceeded). */
  readonly stuck: boolean
}

export type IntentVerb = 'pause' | 'resume' | 'step' | 'promote' | 'rollBack' | 'disable'

export interface Verdict {
  readonly kind: VerdictKind
  /** `success rate 100 % ≥ 99 %, p99 112 ms ≤ 500 ms` */
  readonly said: string
}

export interface Observation {
  readonly target: SideSeen | null
  readonly primary: SideSeen | null
  /** Both Services, -primary and -canary, exist. */
  readonly services: boolean
  readonly apex: {
    /** Whose pods the selector names. `gone` when the Service is. */
    readonly selects: 'target' | 'primary' | 'other' | 'gone'
    /** Whose ready addresses its EndpointSlices hold, exactly. */
    readonly serves: 'target' | 'primary' | 'other'
  }
  readonly route: RouteForm
  readonly proxies: {
    /** Every proxy that carries the route has taken its last change (or had more than 10 s for it). */
    readonly seen: boolean
    /** Seen, and open requests had their time too. */
    readonly drained: boolean
  }
  /** Objects that Aviary made and that are still there. */
  readonly leftovers: boolean
  /** Only when a check was due. */
  readonly verdict: Verdict | null
  readonly intent: IntentVerb | null
}
