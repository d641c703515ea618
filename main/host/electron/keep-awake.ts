/** Keeps the computer from falling asleep by itself while a flight or a canary is under way. */
import type { PowerSaveBlocker } from 'electron'
import type { Work } from './core-messages.ts'

export function createKeepAwake(blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>): (work: Work) => void {
  let held: number | undefined
  return ({ flights, canaries }) => {
    const busy = flights + canaries > 0
    if (busy && held === undefined) held = blocker.start('prevent-app-suspension')
    if (!busy && held !== undefined) {
      blocker.stop(held)
      held = undefined
    }
  }
}
