/**
 * The launcher inside the core's process. Only Electron's main process may start utility processes, so it is asked to,
 * and sends back a port over which the core and the new process talk without it.
 */
import type { ChildHandle, Launcher } from '../../launcher.ts'
import type { FromCore, Port, ToCore } from './core-messages.ts'

export interface UtilityLauncher extends Launcher {
  /** To be given every message from the main process; those of others are passed over. */
  hear(message: ToCore, port: Port | undefined): void
}

interface Child {
  port: Port | undefined
  /** Said before the port was there. */
  unsent: unknown[]
  readonly onMessage: ((message: unknown) => void)[]
  readonly onExit: ((code: number | undefined) => void)[]
}

export function createUtilityLauncher(tellMain: (message: FromCore) => void): UtilityLauncher {
  const children = new Map<number, Child>()
  let lastId = 0

  return {
    launch(name): ChildHandle {
      lastId++
      const id = lastId
      const child: Child = { port: undefined, unsent: [], onMessage: [], onExit: [] }
      children.set(id, child)
      tellMain({ do: 'launch', id, name })
      return {
        send(message) {
          if (child.port === undefined) child.unsent.push(message)
          else child.port.postMessage(message)
        },
        onMessage: (listener) => void child.onMessage.push(listener),
        onExit: (listener) => void child.onExit.push(listener),
        kill: () => tellMain({ do: 'kill', id }),
      }
    },
    hear(message, port) {
      if (!('id' in message)) return
      const child = children.get(message.id)
      if (child === undefined) return
      if (message.said === 'launched' && port !== undefined) open(child, port)
      if (message.said === 'exited') {
        children.delete(message.id)
        child.port?.close()
        for (const listener of child.onExit) listener(message.code)
      }
    },
  }
}

function open(child: Child, port: Port): void {
  child.port = port
  port.on('message', ({ data }) => {
    for (const listener of child.onMessage) listener(data)
  })
  port.start()
  for (const message of child.unsent) port.postMessage(message)
  child.unsent = []
}
