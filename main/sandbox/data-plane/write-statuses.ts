/** Writes statuses that say something new; a condition that stays as it was keeps its time. */
import { isDeepStrictEqual } from 'node:util'
import { type Fields, isFields } from '#shared/model/fields.ts'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import { timeText } from '../time-text.ts'
import type { ObjectStatus } from './gateway-api/statuses.ts'

export async function writeStatuses(
  api: ClusterApi,
  clock: Clock,
  statuses: readonly ObjectStatus[],
): Promise<void> {
  for (const { resource, object, status } of statuses) {
    const timed = withTimes(status, object.status, timeText(clock.now()))
    if (isDeepStrictEqual(timed, object.status)) continue
    const { namespace, name } = object.metadata
    // Whoever wrote it in between, or deleted it, makes another push that looks again.
    await api.patch(resource, namespace, name, { status: timed }, 'status').catch(() => undefined)
  }
}

const isCondition = (value: Fields) => typeof value.type === 'string' && typeof value.status === 'string'

/** Lists are compared by place, as one writer wrote both. */
function withTimes(status: unknown, before: unknown, now: string): unknown {
  if (Array.isArray(status)) {
    const old: unknown[] = Array.isArray(before) ? before : []
    return status.map((one, index) => withTimes(one, old[index], now))
  }
  if (!isFields(status)) return status
  const old = isFields(before) ? before : {}
  if (isCondition(status)) {
    const same = old.type === status.type && old.status === status.status
    return { ...status, lastTransitionTime: same ? (old.lastTransitionTime ?? now) : now }
  }
  return Object.fromEntries(
    Object.entries(status).map(([name, value]) => [name, withTimes(value, old[name], now)]),
  )
}
