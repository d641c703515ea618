/**
 * How far a recommendation is followed: stabilisation over the recent ones, then the bounds and the rates of the behavior
 * (pkg/controller/podautoscaler/horizontal.go, normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors).
 */
import { type Autoscaler, minReplicasOf, type ScalingPolicy } from './autoscaler.ts'
import type { Said } from './scaling-conditions.ts'

/** What was recommended, and what was done. */
export interface ScalingMemory {
  readonly recommendations: readonly { readonly atMs: number; readonly replicas: number }[]
  readonly added: readonly Change[]
  readonly removed: readonly Change[]
}

interface Change {
  readonly atMs: number
  readonly replicas: number
}

export const noMemory: ScalingMemory = { recommendations: [], added: [], removed: [] }

export interface Normalised {
  readonly replicas: number
  readonly said: readonly Said[]
}

interface Rules {
  readonly windowMs: number
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled'
  readonly policies: readonly ScalingPolicy[]
}

interface Bound {
  readonly replicas: number
  readonly reason: string
  readonly message: string
}

export const longestWindowMs = 3_600_000
const defaultDownWindowSeconds = 300

const upRulesOf = ({ spec }: Autoscaler): Rules => ({
  windowMs: (spec.behavior?.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000,
  selectPolicy: spec.behavior?.scaleUp?.selectPolicy ?? 'Max',
  policies: spec.behavior?.scaleUp?.policies ?? [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
})

const downRulesOf = ({ spec }: Autoscaler): Rules => ({
  windowMs: (spec.behavior?.scaleDown?.stabilizationWindowSeconds ?? defaultDownWindowSeconds) * 1000,
  selectPolicy: spec.behavior?.scaleDown?.selectPolicy ?? 'Max',
  policies: spec.behavior?.scaleDown?.policies ?? [{ type: 'Percent', value: 100, periodSeconds: 15 }],
})

/** `memory` is from before this recommendation. */
export function normalised(
  autoscaler: Autoscaler,
  current: number,
  recommended: number,
  memory: ScalingMemory,
  nowMs: number,
): Normalised {
  const withBehavior = autoscaler.spec.behavior !== undefined
  const stabilised = stabilisedOf(autoscaler, current, recommended, memory, nowMs)
  const up = recommended >= current
  const isHeld = stabilised !== recommended
  const heldUp = withBehavior && up
  const able: Said = isHeld
    ? say('AbleToScale', true, {
        reason: heldUp ? 'ScaleUpStabilized' : 'ScaleDownStabilized',
        message: heldUp
          ? 'recent recommendations were lower than current one, applying the lowest recent recommendation'
          : 'recent recommendations were higher than current one, applying the highest recent recommendation',
      })
    : say('AbleToScale', true, {
        reason: 'ReadyForNewScale',
        message: 'recommended size matches current size',
      })
  const bound = withBehavior
    ? rateBound(autoscaler, current, stabilised, memory, nowMs)
    : plainBound(autoscaler, current, stabilised)
  return {
    replicas: bound.replicas,
    said: [able, say('ScalingLimited', bound.replicas !== stabilised, bound)],
  }
}

const say = (
  type: Said['type'],
  holds: boolean,
  { reason, message }: { reason: string; message: string },
): Said => ({ type, status: holds ? 'True' : 'False', reason, message })

function stabilisedOf(
  autoscaler: Autoscaler,
  current: number,
  recommended: number,
  { recommendations }: ScalingMemory,
  nowMs: number,
): number {
  const within = (windowMs: number) => [
    recommended,
    ...recommendations.filter(({ atMs }) => atMs > nowMs - windowMs).map(({ replicas }) => replicas),
  ]
  if (autoscaler.spec.behavior === undefined) return Math.max(...within(defaultDownWindowSeconds * 1000))
  const lowest = Math.min(...within(upRulesOf(autoscaler).windowMs))
  const highest = Math.max(...within(downRulesOf(autoscaler).windowMs))
  return Math.min(Math.max(current, lowest), highest)
}

const inRange = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
}
const tooFew = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
}
const tooMany = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
}
const tooFastUp = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
}
const tooFastDown = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
}

/** Never more than twice as many at once, or four. */
function plainBound(autoscaler: Autoscaler, current: number, wanted: number): Bound {
  const { maxReplicas } = autoscaler.spec
  const limit = Math.max(2 * current, 4)
  const most = Math.min(maxReplicas, limit)
  const least = minReplicasOf(autoscaler)
  if (wanted < least) return { replicas: least, ...tooFew }
  if (wanted > most) return { replicas: most, ...(maxReplicas > limit ? tooFastUp : tooMany) }
  return { replicas: wanted, ...inRange }
}

function rateBound(
  autoscaler: Autoscaler,
  current: number,
  wanted: number,
  memory: ScalingMemory,
  nowMs: number,
): Bound {
  const { maxReplicas } = autoscaler.spec
  const minReplicas = minReplicasOf(autoscaler)
  if (wanted > current) {
    const limit = Math.max(current, upLimit(upRulesOf(autoscaler), current, memory, nowMs))
    const most = Math.min(maxReplicas, limit)
    if (wanted > most) return { replicas: most, ...(maxReplicas > limit ? tooFastUp : tooMany) }
  } else if (wanted < current) {
    const limit = Math.min(current, downLimit(downRulesOf(autoscaler), current, memory, nowMs))
    const least = Math.max(minReplicas, limit)
    if (wanted < least) return { replicas: least, ...(minReplicas < limit ? tooFastDown : tooFew) }
  }
  return { replicas: wanted, ...inRange }
}

/** How many there were when the period of a policy began. */
function before(current: number, { added, removed }: ScalingMemory, periodSeconds: number, nowMs: number) {
  const within = (changes: readonly Change[]) =>
    changes
      .filter(({ atMs }) => atMs > nowMs - periodSeconds * 1000)
      .reduce((sum, { replicas }) => sum + replicas, 0)
  return current - within(added) + within(removed)
}

function upLimit(rules: Rules, current: number, memory: ScalingMemory, nowMs: number): number {
  if (rules.selectPolicy === 'Disabled') return current
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const start = before(current, memory, periodSeconds, nowMs)
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100))
  })
  return rules.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits)
}

function downLimit(rules: Rules, current: number, memory: ScalingMemory, nowMs: number): number {
  if (rules.selectPolicy === 'Disabled') return current
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const start = before(current, memory, periodSeconds, nowMs)
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100))
  })
  return rules.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits)
}
