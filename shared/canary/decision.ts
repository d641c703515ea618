/** What decide() answers with, and the few ways in which every phase builds it. */
import type { CanaryPlan, HistoryEntry } from '../model/canary.ts'
import type { Observation } from './observation.ts'
import type { CanaryState } from './state.ts'

/** Each names what shall be, never a difference, so that doing one twice is harmless. */
export type Action =
  /** The primary's Deployment with the template that was promoted last. */
  | { readonly do: 'ensure-primary' }
  /** The Services -primary and -canary. */
  | { readonly do: 'ensure-services' }
  | { readonly do: 'route'; readonly to: RouteTarget }
  | { readonly do: 'point-apex'; readonly at: 'target' | 'primary' }
  | { readonly do: 'scale-target'; readonly to: 'zero' | 'primary' }
  /** Gives the primary the target's template, or the one that was promoted last. */
  | { readonly do: 'update-primary'; readonly from: 'target' | 'promoted' }
  /** Gives the target the template that was promoted last. */
  | { readonly do: 'restore-target' }
  /** Deletes what Aviary made: Services, primary, a VirtualService of its own. */
  | { readonly do: 'remove-objects' }
  /** Deletes the ConfigMap and the Lease. */
  | { readonly do: 'forget' }

export type RouteTarget =
  | { readonly kind: 'apex' }
  | { readonly kind: 'enter' }
  | { readonly kind: 'split'; readonly canaryWeight: number }

export interface Decision {
  readonly next: CanaryState
  readonly actions: readonly Action[]
  readonly verdict: HistoryEntry['verdict']
}

export interface Facts {
  readonly state: CanaryState
  readonly plan: CanaryPlan
  readonly seen: Observation
  readonly now: number
}

/** Waits, and says for what. */
export function hold(
  { state }: Pick<Facts, 'state'>,
  because: string,
  actions: readonly Action[] = [],
): Decision {
  return { next: { ...state, because }, actions, verdict: 'hold' }
}

/** Goes on without anything new to say. */
export function stay({ state }: Pick<Facts, 'state'>): Decision {
  return { next: state, actions: [], verdict: 'hold' }
}

export function go(
  { state }: Pick<Facts, 'state'>,
  change: Partial<CanaryState> & { readonly because: string },
  actions: readonly Action[] = [],
  verdict: HistoryEntry['verdict'] = 'note',
): Decision {
  return { next: { ...state, ...change }, actions, verdict }
}

export const split = (canaryWeight: number): Action => ({
  do: 'route',
  to: { kind: 'split', canaryWeight },
})

export const isSplit = ({ route }: Observation, canaryWeight: number): boolean =>
  route.kind === 'split' && route.canaryWeight === canaryWeight

/** The traffic starts its way back to the primary. The route is changed in the same tick when the primary can serve. */
export function finalise(
  facts: Facts,
  outcome: NonNullable<CanaryState['outcome']>,
  because: string,
  verdict: HistoryEntry['verdict'] = 'note',
): Decision {
  const safe = outcome !== 'promoted' && canTakeBack(facts)
  return go(
    facts,
    {
      phase: 'Finalising',
      outcome,
      because,
      reason: because,
      since: facts.now,
      nextCheckAt: null,
      promoteNow: false,
      unreadySince: null,
      ...(safe ? { weight: 0 } : {}),
    },
    safe && !isSplit(facts.seen, 0) ? [split(0)] : [],
    verdict,
  )
}

/**
 * May all traffic go back to the primary now? Never to one without ready pods; to one that does not run the promoted
 * version only when the canary has nothing left to serve with.
 */
export function canTakeBack({ state, seen }: Pick<Facts, 'state' | 'seen'>): boolean {
  const { primary, target } = seen
  if (primary === null || primary.readyAddresses === 0) return false
  return primary.hash === state.promotedHash || (target?.readyAddresses ?? 0) === 0
}

/** A new revision, or the promoted one again, in the middle of a run: its pods must not inherit the old one's weight. */
export function changedInMidRun(facts: Facts): Decision | undefined {
  const { state, seen, now } = facts
  const { target } = seen
  if (target === null || target.hash === state.noticedHash) return undefined
  if (target.hash === state.promotedHash) {
    const because = 'the target is back at the promoted version; nothing is left to try'
    return finalise({ ...facts, state: { ...state, noticedHash: target.hash } }, 'withdrawn', because)
  }
  if (!canTakeBack(facts)) return hold(facts, 'a newer version in mid-run, and the primary has no ready pods')
  return go(
    facts,
    {
      phase: 'Progressing',
      weight: 0,
      noticedHash: target.hash,
      failedChecks: 0,
      iterations: 0,
      since: now,
      runStartedAt: now,
      nextCheckAt: null,
      unreadySince: null,
      promoteNow: false,
      because: 'a newer version in mid-run: back to 0 %, starting again',
    },
    isSplit(seen, 0) ? [] : [split(0)],
  )
}
