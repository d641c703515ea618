/** How long a driver may look away. Changes of the objects wake it anyway. */
import type { Observation } from '#shared/canary/observation.ts'
import type { CanaryState } from '#shared/canary/state.ts'

const inMotionMs = 250
const idleMs = 5000

export const pauseBeforeTick = {
  /** Without the Lease there is nothing to do; becoming its holder wakes the driver. */
  waiting: idleMs,
  of(state: CanaryState, { proxies }: Observation, now: number): number {
    switch (state.phase) {
      case 'Initialized':
      case 'Succeeded':
      case 'Failed':
      case 'Waiting':
        return proxies.seen ? idleMs : inMotionMs * 4
      case 'Progressing':
      case 'WaitingPromotion': {
        if (state.nextCheckAt === null || !proxies.seen) return inMotionMs
        // A check that is due and not answered yet waits for something.
        const untilCheck = state.nextCheckAt - now
        return untilCheck <= 0 ? inMotionMs : Math.min(untilCheck, idleMs)
      }
      case 'Initializing':
      case 'Promoting':
      case 'Finalising':
      case 'Terminating':
        return inMotionMs
    }
  },
}
