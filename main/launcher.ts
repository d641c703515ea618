/**
 * Starts Aviary's own processes (flight engine, sandbox). The node hosts use child processes; Electron uses
 * utilityProcess, because its packaged binary does not run as Node.
 */
export type ProcessName = 'flight-engine' | 'sandbox'

export interface ChildHandle {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once when the process is gone; the code is undefined when a signal ended it. */
  onExit(listener: (code: number | undefined) => void): void
  kill(): void
}

export interface Launcher {
  launch(name: ProcessName): ChildHandle
}
