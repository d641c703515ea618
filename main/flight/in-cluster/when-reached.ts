import { failureOf } from '#shared/model/failure.ts'
import type { ErrandWorld } from './errand.ts'

/** A laptop that sleeps or changes its network; what runs in the cluster goes on meanwhile. */
export const reachPatienceMs = 300_000
const askAgainMs = 1000

export const isOutOfReach = (error: unknown) => failureOf(error).code === 'unreachable'

/**
 * Asks again and again while the cluster is out of reach; rejects as it does when that has lasted for so long, and with
 * the signal's reason when it is to end.
 */
export async function whenReached<T>(
  ask: () => Promise<T>,
  { now, after, onStage }: Pick<ErrandWorld, 'now' | 'after' | 'onStage'>,
  { patienceMs = reachPatienceMs, signal }: { patienceMs?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const untilMs = now() + patienceMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      signal?.throwIfAborted()
      if (!isOutOfReach(error) || now() >= untilMs) throw error
      onStage('out of reach, trying again')
    }
    await new Promise<void>((resolve) => {
      const done = () => {
        cancel()
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const cancel = after(askAgainMs, done)
      signal?.addEventListener('abort', done)
    })
  }
}
