/** The activity log: every change that Aviary made to a cluster, kept on this laptop. */
import { rememberWhy } from '#shared/canary/names.ts'
import type { ActivityEntry } from '#shared/contract/activity.ts'
import type { ActivityRecord } from './kube/write-gate.ts'
import { createSignal, type Signal } from './signal.ts'
import type { History } from './storage/history.ts'

export interface Activity {
  record(entry: ActivityRecord): void
  /** Newest first. */
  list(limit: number): ActivityEntry[]
  /** Counts the entries; changes with each new one. */
  readonly latest: Signal<number>
}

/** Renewing a lease every few seconds is not news, nor what a canary keeps in mind between two steps. */
const isBookkeeping = ({ kind, verb, why, outcome }: ActivityRecord) =>
  outcome === 'done' && verb === 'patch' && (kind === 'Lease' || why === rememberWhy)

export function createActivity(history: History, who: string, now: () => number): Activity {
  const latest = createSignal(history.activity(1)[0]?.id ?? 0)
  return {
    record(entry) {
      if (isBookkeeping(entry)) return
      latest.set(history.addActivity({ ...entry, who, at: new Date(now()).toISOString() }).id)
    },
    list: (limit) => history.activity(limit),
    latest,
  }
}
