/** The engine's process: one flight from `fly` to `ended`; then it ends itself. */
import { setFlagsFromString } from 'node:v8'
import { type Coordinator, startFlight } from './coordinator.ts'
import type { FromEngine, ToEngine } from './messages.ts'

// Where every core is taken, the thread that sends would wait for those that help it collect: ten times as long as it
// takes alone.
setFlagsFromString('--no-parallel-scavenge')

let flight: Coordinator | undefined

function say(message: FromEngine): void {
  process.send?.(message, undefined, undefined, () => {
    // Only when the result has left may the process go.
    if (message.said === 'ended') process.disconnect?.()
  })
}

process.on('message', (message) => {
  const command = message as ToEngine
  if (command.do === 'fly') flight = startFlight(command.shot, say)
  else if (command.do === 'change-rate') flight?.changeRate(command.rate)
  else flight?.stop()
})

process.once('disconnect', () => process.exit(0))
