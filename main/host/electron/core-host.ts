/** The main process's side of the core: keeps its process, and the processes that it asks for. */
import type { MessagePortMain, UtilityProcess } from 'electron'
import type { ProcessName } from '../../launcher.ts'
import type { FromCore, Port, ToCore, Work } from './core-messages.ts'

export type Utility = Pick<UtilityProcess, 'postMessage' | 'on' | 'pid'>

export interface CoreHostParts {
  forkCore(): Utility
  forkChild(name: ProcessName): Utility
  /** At once: these processes leave the signal of Electron's own `kill` to the main process. */
  kill(process: Utility): void
  makeChannel(): { port1: MessagePortMain; port2: MessagePortMain }
  onWork(work: Work): void
  /** The core ended though nobody closed it. `reason` is what it said last, when it could. */
  onLost(reason: string | null, code: number): void
}

export interface CoreHost {
  start(): void
  /** A port to the contract, for one page. */
  connect(): MessagePortMain
  tell(message: ToCore): void
  /** Resolves when the core has ended in good order, or was ended after `patienceMs`. */
  close(patienceMs: number): Promise<void>
}

export function createCoreHost(parts: CoreHostParts): CoreHost {
  const children = new Map<number, Utility>()
  let core: Utility | undefined
  let closing: (() => void) | undefined
  let lastWords: string | null = null

  function tell(message: ToCore, port?: Port): void {
    core?.postMessage(message, port === undefined ? [] : [port as MessagePortMain])
  }

  function kill(process: Utility | undefined): void {
    if (process !== undefined) parts.kill(process)
  }

  function hear(message: FromCore): void {
    if ('said' in message) {
      if (message.said === 'working') parts.onWork(message.work)
      else {
        lastWords = message.reason
        kill(core)
      }
    } else if (message.do === 'kill') kill(children.get(message.id))
    else launch(message.id, message.name)
  }

  function launch(id: number, name: ProcessName): void {
    const child = parts.forkChild(name)
    children.set(id, child)
    child.on('exit', (code) => {
      children.delete(id)
      tell({ said: 'exited', id, code })
    })
    const { port1, port2 } = parts.makeChannel()
    child.postMessage('port', [port1])
    tell({ said: 'launched', id }, port2)
  }

  return {
    start() {
      lastWords = null
      const started = parts.forkCore()
      core = started
      started.on('message', hear)
      started.on('exit', (code) => {
        core = undefined
        // Without the core nobody listens to them any more.
        for (const child of children.values()) parts.kill(child)
        children.clear()
        parts.onWork({ flights: 0, canaries: 0 })
        if (closing === undefined) parts.onLost(lastWords, code)
        else closing()
      })
    },
    connect() {
      const { port1, port2 } = parts.makeChannel()
      tell({ do: 'serve' }, port1)
      return port2
    },
    tell,
    async close(patienceMs) {
      if (core === undefined) return
      const ended = new Promise<void>((resolve) => {
        closing = resolve
      })
      tell({ do: 'close' })
      const impatience = setTimeout(() => kill(core), patienceMs)
      await ended
      clearTimeout(impatience)
    },
  }
}
