/** The conditions of an autoscaler: kept in the order in which they were first said. */
import type { Condition } from '#shared/model/kube.ts'
import { timeText } from '../../time-text.ts'

export interface Said {
  readonly type: 'AbleToScale' | 'ScalingActive' | 'ScalingLimited'
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
}

/** The time of the transition moves only with the status. */
export function withSaid(conditions: readonly Condition[], said: Said, nowMs: number): Condition[] {
  const before = conditions.find(({ type }) => type === said.type)
  const since = before?.status === said.status ? before.lastTransitionTime : undefined
  const { type, status, reason, message } = said
  const next: Condition = { type, status, lastTransitionTime: since ?? timeText(nowMs), reason, message }
  return before === undefined ? [...conditions, next] : conditions.map((one) => (one === before ? next : one))
}
