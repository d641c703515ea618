/**
 * Starts Aviary's own processes (flight engine, sandbox). The node hosts use child processes; Electron uses
 * utilityProcess, because its packaged binary does not run as Node.
 */

/**
 * What a terminal and a service manager send to every process of a group. Aviary's first process acts on them; the
 * others leave them to it, so that it can end them in good order: over their channels, which close when it is gone.
 */
export const signalsOfGroup = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type ProcessName = 'flight-engine' | 'sandbox'

export interface ChildHandle {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once when the process is gone; the code is undefined when a signal ended it. */
  onExit(listener: (code: number | undefined) => void): void
  /** At once and by force, for one that does not end by itself. */
  kill(): void
}

export interface Launcher {
  launch(name: ProcessName): ChildHandle
}
