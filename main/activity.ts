/** The activity log: every change that Aviary made to a cluster, kept on this laptop. */
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

export function createActivity(history: History, who: string, now: () => number): Activity {
  const latest = createSignal(history.activity(1)[0]?.id ?? 0)
  return {
    record(entry) {
      // Renewing a lease every few seconds is not news.
      if (entry.kind === 'Lease' && entry.verb === 'patch' && entry.outcome === 'done') return
      latest.set(history.addActivity({ ...entry, who, at: new Date(now()).toISOString() }).id)
    },
    list: (limit) => history.activity(limit),
    latest,
  }
}
