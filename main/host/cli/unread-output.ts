/** As a shell tells of a process that SIGPIPE ended. */
const endedByPipe = 141

/**
 * What `aviary … | head` leaves: nobody reads on, which is an error of the stream and would be a crash. Whatever runs is
 * ended in order, as at a SIGTERM; where nothing does that waits for one, the process ends.
 */
export function endWhenUnread(): void {
  let ending = false
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    if (ending) return
    ending = true
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(endedByPipe)
  }
  process.stdout.on('error', onError)
  process.stderr.on('error', onError)
}
