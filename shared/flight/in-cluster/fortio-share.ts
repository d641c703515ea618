/**
 * How Fortio deals out the requests of a flight with a rate (fortio.org/fortio v1.75, periodic/periodic.go): every
 * connection gets as many as every other, at least two, and the rest is not sent; and as each begins a little after the
 * one before it and keeps its beat, all together take that much longer.
 */
import type { FlightPlan } from '../../model/flight.ts'
import { parseRule } from '../rules.ts'
import { answerSeconds, timeLimits } from './answer-seconds.ts'

export interface FortioShare {
  readonly connections: number
  readonly sent: number
  /** How long it flies. */
  readonly seconds: number
  /** What it is told: `-qps` and `-t`. */
  readonly told: { readonly perSecond: number; readonly seconds: number }
}

export function fortioShare(perSecond: number, seconds: number, connections: number): FortioShare {
  const all = Math.max(2, Math.floor(perSecond * seconds))
  const used = Math.min(connections, Math.floor(all / 2))
  const sent = Math.floor(all / used) * used
  return {
    connections: used,
    sent,
    seconds: (sent + used - 1) / perSecond,
    told: { perSecond, seconds },
  }
}

/** Told to send that much faster, it sends the same requests in the time that they should take. */
function hastened({ connections, sent, told: { perSecond } }: FortioShare): FortioShare {
  const faster = Number(((perSecond * (sent + connections - 1)) / sent).toPrecision(7))
  return {
    ...{ connections, sent, seconds: sent / perSecond },
    // A little more time, or rounding takes one of them.
    told: { perSecond: faster, seconds: (sent + 0.01) / faster },
  }
}

/** Of all requests, or a single one. */
const bearableLoss = 0.005
/** The first requests come that much faster than the rate. */
const bearableHaste = 0.05
/** The last answer of a flight is waited for. */
const lastAnswerSeconds = 0.02

export interface FortioWish {
  readonly perSecond: number
  readonly seconds: number
  readonly most: number
  /** So many are busy at once where answers are as slow as they may be. */
  readonly needed: number
  /** The part of the rate that rules ask for; null where none does. */
  readonly part: number | null
}

/**
 * The connections to fly with, of which fewer come closer to the rate and more bear slower answers:
 *  1. as many as still keep the rate, where these do for slow answers;
 *  2. else as many as slow answers need, hastened, or where that would be too much haste
 *  3. as many as slow answers need, but where a rule asks for the rate, as many as can be hastened.
 * Never so many that requests are left unsent.
 */
export function bestFortioShare({ perSecond, seconds, most, needed, part }: FortioWish): FortioShare {
  const { connections: top } = fortioShare(perSecond, seconds, most)
  const all = Math.floor(perSecond * seconds)
  // From the most to one, which leaves nothing over.
  const complete = Array.from({ length: top }, (_, fewer) =>
    fortioShare(perSecond, seconds, top - fewer),
  ).filter(({ sent }) => sent >= Math.min(all - 1, (1 - bearableLoss) * all))
  const [widest] = complete as [FortioShare]
  const enough = complete.findLast(({ connections }) => connections >= needed) ?? widest
  const keeping = complete.find(
    (one) => one.sent / (one.seconds + lastAnswerSeconds) >= (part ?? 0.99) * perSecond,
  )
  if (keeping !== undefined && keeping.connections >= enough.connections) return keeping
  const canHasten = ({ connections, sent }: FortioShare) => connections - 1 <= bearableHaste * sent
  if (canHasten(enough)) return hastened(enough)
  const hasty = complete.find(canHasten)
  return part === null || hasty === undefined ? enough : hastened(hasty)
}

/** Undefined as fast as it goes, which deals out nothing. Of the closed model the number of connections is a part. */
export function fortioShareOf(plan: FlightPlan): FortioShare | undefined {
  const { rate: perSecond, durationSeconds, connections: most, model } = plan
  if (perSecond === 'max') return undefined
  const seconds = durationSeconds ?? 0
  if (model === 'closed') return bestFortioShare({ perSecond, seconds, most, needed: most, part: null })
  const needed = Math.ceil(perSecond * answerSeconds(plan))
  // Where no rule says how slow answers may be, the rate matters more than that they may be.
  const part = partAskedFor(plan, perSecond) ?? (timeLimits(plan).length > 0 ? null : 0.99)
  return bestFortioShare({ perSecond, seconds, most, needed, part })
}

/** By the strictest of its rules that can be kept. */
function partAskedFor({ expect }: FlightPlan, perSecond: number): number | null {
  const parts = expect.flatMap((text) => {
    const rule = parseRule(text)
    if (typeof rule === 'string' || rule.metric.kind !== 'rate' || rule.comparison.startsWith('<')) return []
    const part = rule.unit === '%' ? rule.limit / 100 : rule.limit / perSecond
    return part <= 1 ? [part] : []
  })
  return parts.length === 0 ? null : Math.max(...parts)
}
