/**
 * What Aviary writes beside Fortio's fields, so that its own results are read back as the runs they were: plan, totals
 * with their three times, verdict.
 */
import { z } from 'zod'
import { type FlightRun, flightRunSchema } from '../model/flight.ts'
import { isClosed } from './plan-schedule.ts'

export const ownPartOf = (run: FlightRun) => ({
  Id: run.id,
  State: run.state,
  EndedAt: run.endedAt,
  Via: run.via,
  Model: isClosed(run.plan) ? 'closed' : 'open',
  Plan: run.plan,
  Totals: run.totals,
  Verdict: run.verdict,
  Failure: run.failure,
  ...(run.note === undefined ? {} : { Note: run.note }),
  ...(run.rateChanges === undefined ? {} : { RateChanges: run.rateChanges }),
})

const { plan, totals, verdict, failure, note, rateChanges } = flightRunSchema.shape
const ownSchema = z.object({
  Aviary: z.object({
    State: z.enum(['finished', 'stopped', 'failed']),
    EndedAt: z.iso.datetime().nullable(),
    Via: z.string(),
    Plan: plan,
    Totals: totals,
    Verdict: verdict,
    /** Those of older versions do not have it. */
    Failure: failure.default(null),
    Note: note,
    RateChanges: rateChanges,
    /** Flown by an engine that knows when each request was due, not in a cluster. */
    ServiceHistogram: z.unknown().optional(),
  }),
})

/** Empty for what another tool has written. A yes to a target is given by whoever flies, not by a file. */
export function readOwnPart(json: unknown): Partial<FlightRun> {
  const read = ownSchema.safeParse(json)
  if (!read.success) return {}
  const { State, EndedAt, Via, Plan, Totals, Verdict, Failure, Note, RateChanges, ServiceHistogram } =
    read.data.Aviary
  return {
    state: State,
    endedAt: EndedAt,
    via: Via,
    plan: { ...Plan, confirmed: false },
    totals: Totals,
    verdict: Verdict,
    failure: Failure,
    ...(Note === undefined ? {} : { note: Note }),
    ...(RateChanges === undefined ? {} : { rateChanges: RateChanges }),
    ...(ServiceHistogram === undefined ? {} : { readFrom: undefined }),
  }
}
