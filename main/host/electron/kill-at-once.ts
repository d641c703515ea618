/** By force. One that ended by itself a moment ago, of which nobody has told yet, is left as it is. */
export function killAtOnce(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
