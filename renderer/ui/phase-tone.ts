import type { CanaryPhase } from '#shared/model/canary.ts'
import type { Tone } from './parts.tsx'

/** Yellow while a run is under way; health only where it ended. */
export function phaseTone(phase: CanaryPhase): Tone {
  switch (phase) {
    case 'Failed':
      return 'failing'
    case 'Succeeded':
      return 'healthy'
    case 'Initialized':
    case 'Terminating':
      return 'neutral'
    default:
      return 'canary'
  }
}
