import type { ProgramWorld } from '../finite-programs.ts'

/** Resolves after that time, or when the program is told to end. */
export function pause(ms: number, { clock, told }: Pick<ProgramWorld, 'clock' | 'told'>): Promise<void> {
  if (told.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      cancel()
      told.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    told.addEventListener('abort', done)
  })
}
