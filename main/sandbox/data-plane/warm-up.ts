/**
 * Envoy's slow start ("Slow start mode" of its documentation): an endpoint that has come into an upstream gets, until it
 * is as old as the window, the part max(minimum, (age / window) ^ (1 / aggression)) of its weight.
 */
export interface WarmUp {
  readonly durationMs: number
  /** 0 to 1. */
  readonly minimum: number
  readonly aggression: number
}

export function warmUpFactor({ durationMs, minimum, aggression }: WarmUp, ageMs: number): number {
  if (ageMs >= durationMs) return 1
  return Math.max(minimum, (Math.max(ageMs, 1) / durationMs) ** (1 / aggression))
}
