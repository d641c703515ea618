/** The engine's process: one flight from `fly` to `ended`; then it ends itself. */
import { startFlight } from './coordinator.ts'
import type { FromEngine, ToEngine } from './messages.ts'

let stop: (() => void) | undefined

function say(message: FromEngine): void {
  process.send?.(message, undefined, undefined, () => {
    // Only when the result has left may the process go.
    if (message.said === 'ended') process.disconnect?.()
  })
}

process.on('message', (message) => {
  const command = message as ToEngine
  if (command.do === 'fly') stop = startFlight(command.shot, say).stop
  else stop?.()
})

// Ctrl-C reaches every process of the terminal; the core tells this one when to stop.
process.on('SIGINT', () => undefined)
process.once('disconnect', () => process.exit(0))
