/** How the activity log is filtered and worded. */
import type { ActivityEntry } from '#shared/contract/activity.ts'
import { hasWords } from '../../ui/filter.ts'

export interface ActivityFilter {
  readonly query: string
  /** All when empty. */
  readonly context: string
  readonly refusedOnly: boolean
  /** With what Aviary writes down for itself: where each canary stands, and who drives it. */
  readonly bookkeeping: boolean
}

const isBookkeeping = (e: Pick<ActivityEntry, 'kind' | 'name'>) =>
  (e.kind === 'ConfigMap' || e.kind === 'Lease') && e.name.startsWith('aviary-canary-')

export const isDone = (entry: Pick<ActivityEntry, 'outcome'>) => entry.outcome === 'done'

export function shownEntries(
  entries: readonly ActivityEntry[],
  { query, context, refusedOnly, bookkeeping }: ActivityFilter,
): readonly ActivityEntry[] {
  return entries.filter(
    (e) =>
      (context === '' || e.context === context) &&
      (!refusedOnly || !isDone(e)) &&
      (bookkeeping || !isBookkeeping(e)) &&
      hasWords(query, e.who, e.verb, e.kind, e.namespace, e.name, e.why, e.outcome),
  )
}

/** The contexts that the log knows, whether or not they still exist. */
export const contextsOf = (entries: readonly ActivityEntry[]) =>
  [...new Set(entries.map((e) => e.context))].sort((a, b) => a.localeCompare(b))

const verbs = { create: 'created', patch: 'changed', delete: 'deleted' } as const

/** `changed VirtualService reviews`, or `tried to …` where it was refused. */
export function changeWords(e: Pick<ActivityEntry, 'verb' | 'kind' | 'name' | 'outcome'>): string {
  const object = `${e.kind} ${e.name}`
  return isDone(e) ? `${verbs[e.verb]} ${object}` : `${e.verb} ${object}`
}
