/** Says whenever the number of running flights or of canaries that this Aviary drives changes. */
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/contract.ts'
import type { Work } from './core-messages.ts'

type Watched = {
  flights: Pick<ContractRouterClient<Contract>['flights'], 'watchAll'>
  canaries: Pick<ContractRouterClient<Contract>['canaries'], 'watch'>
}

/** Phases in which the next step is due by itself. */
const underWay = new Set(['Progressing', 'WaitingPromotion', 'Promoting', 'Finalising'])

/** Resolves when the signal is aborted. */
export async function reportWork(
  core: Watched,
  signal: AbortSignal,
  tell: (work: Work) => void,
): Promise<void> {
  let now: Work = { flights: 0, canaries: 0 }
  const change = (part: Partial<Work>) => {
    const next = { ...now, ...part }
    if (next.flights !== now.flights || next.canaries !== now.canaries) tell(next)
    now = next
  }
  const flights = follow(core.flights.watchAll({}, { signal }), signal, (runs) =>
    change({ flights: runs.filter((run) => run.state === 'flying').length }),
  )
  const canaries = follow(core.canaries.watch({}, { signal }), signal, ({ canaries }) =>
    change({
      canaries: canaries.filter((one) => one.drivenBy?.me === true && underWay.has(one.phase)).length,
    }),
  )
  await Promise.all([flights, canaries])
}

async function follow<T>(
  opened: Promise<AsyncIterable<T>>,
  signal: AbortSignal,
  see: (value: T) => void,
): Promise<void> {
  try {
    for await (const value of await opened) see(value)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
