/**
 * What the API server asks the node of a pod for: a connection to one of its ports (port-forward, the service proxy),
 * what its containers wrote (logs), and commands in them (exec).
 */
import type { Duplex } from 'node:stream'

export interface PodNetwork {
  /** Our end of a connection to a port of a pod; undefined when nothing listens there. The caller destroys it. */
  connect(namespace: string, pod: string, port: number): Duplex | undefined
  /** What the container has written since it runs, or in the run before. */
  log(namespace: string, pod: string, container: string, part?: LogPart): LogLines
  /**
   * Runs a command in a container that runs. Resolves with its exit code; rejects, with the words of the container
   * runtime, where it cannot be started.
   */
  exec(
    namespace: string,
    pod: string,
    container: string,
    command: readonly string[],
    streams: ExecStreams,
  ): Promise<number>
  /**
   * Shows what the container's own program writes from now on, and hands it what is typed, until the returned function is
   * called. Undefined where the program is none that reads.
   */
  attach(
    namespace: string,
    pod: string,
    container: string,
    streams: Pick<ExecStreams, 'read' | 'stdout'>,
  ): (() => void) | undefined
}

export type LogPart = 'previous' | { readonly after: number }

export interface LogLines {
  /** Oldest first, each as `kubectl logs --timestamps` has it: RFC 3339 time, a space, the text. */
  readonly lines: readonly string[]
  /** Where to read on. */
  readonly next: number
}

export const noLines: LogLines = { lines: [], next: 0 }

/** The ends of the process's streams that somebody outside of the container holds. */
export interface ExecStreams {
  /** The next bytes, undefined at the end; undefined where none is given. */
  readonly read: (() => Promise<Buffer | undefined>) | undefined
  /** Each resolves when the bytes are on their way. */
  readonly stdout: (bytes: Buffer) => Promise<void>
  readonly stderr: (bytes: Buffer) => Promise<void>
  /** With a terminal: standard error goes where standard output goes. */
  readonly tty: boolean
  /** Aborts when nobody is interested any more: the process is killed. */
  readonly left: AbortSignal
}
