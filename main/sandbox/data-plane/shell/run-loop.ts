/** The turns of a loop, with `break` and `continue`. */
import type { Clock } from '../../clock.ts'
import { ShellJump } from './shell-builtins.ts'

/** Resolves with the code of the last turn. */
export async function runLoop(
  clock: Clock,
  runBody: () => Promise<number>,
  hasNext: () => Promise<boolean>,
): Promise<number> {
  let code = 0
  let startedMs = clock.now()
  try {
    while (await hasNext()) {
      try {
        code = await runBody()
      } catch (error) {
        if (!(error instanceof ShellJump) || error.leaves) throw error
      }
      // A loop that only turns must leave everybody else some time.
      const nowMs = clock.now()
      if (nowMs === startedMs) await new Promise<void>((done) => void clock.after(1, done))
      startedMs = nowMs
    }
  } catch (error) {
    if (!(error instanceof ShellJump)) throw error
  }
  return code
}
