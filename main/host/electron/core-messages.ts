/** What the main process and the core's process tell each other. Some messages bring a port. */
import type { MessagePortMain } from 'electron'
import type { ProcessName } from '../../launcher.ts'

/** To the core. */
export type ToCore =
  /** With a port: answer the contract on it. */
  | { do: 'serve' }
  /** With a port: the process that was asked for, to talk to. */
  | { said: 'launched'; id: number }
  | { said: 'exited'; id: number; code: number | undefined }
  /** The computer woke up. */
  | { said: 'resumed' }
  | { do: 'close' }

/** From the core. */
export type FromCore =
  | { do: 'launch'; id: number; name: ProcessName }
  | { do: 'kill'; id: number }
  | { said: 'working'; work: Work }
  /** The core could not be built; the process waits to be ended. */
  | { said: 'failed'; reason: string }

/** What must not be interrupted without asking. */
export interface Work {
  readonly flights: number
  readonly canaries: number
}

/** The ends of a channel as both processes have them. */
export type Port = Pick<MessagePortMain, 'postMessage' | 'on' | 'start' | 'close'>
