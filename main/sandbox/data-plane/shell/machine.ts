/** What a program in a container can see and do. */
import type { Duplex } from 'node:stream'
import type { Clock } from '../../clock.ts'
import type { CallReply, CallRequest } from '../call-types.ts'
import type { Cancellation } from '../cancellation.ts'
import type { Streams } from './standard-streams.ts'

export interface Machine {
  readonly clock: Clock
  readonly hostname: string
  readonly hasProxy: boolean
  /** It is the container of the proxy itself. */
  readonly isProxy: boolean
  environment(): Promise<ReadonlyMap<string, string>>
  /** Undefined where there is no such file. */
  readFile(path: string): Promise<Buffer | undefined>
  /** False where the file may not be written. */
  writeFile(path: string, content: Buffer): boolean
  /** Paths of the files below a folder; undefined where there is no such folder. */
  filesIn(folder: string): readonly string[] | undefined
  /** Through the pod's proxy, where it has one. Never rejects. */
  send(request: CallRequest, gone?: Cancellation): Promise<CallReply>
  /** Our end of a connection to a port of a pod, past every route: its own, or the one of an address. */
  dial(address: string, port: number): Duplex | 'refused' | 'nobody'
  /** The full name of the service with that address. */
  serviceAt(address: string): string | undefined
  /** The address that a name leads to; undefined where DNS knows none. */
  resolve(host: string): string | undefined
}

export interface Process extends Streams {
  readonly name: string
  readonly args: readonly string[]
  readonly environment: ReadonlyMap<string, string>
  readonly machine: Machine
  /** Aborts at SIGTERM, with the reason `interrupt` at SIGINT. */
  readonly told: AbortSignal
  /** Undefined where it was started without one. */
  readonly terminal?: Terminal | undefined
  find(name: string): Program | undefined
}

export interface Terminal {
  readonly prompt: string
  /** Of those who listen, the last one hears Ctrl-C. The returned function stops listening. */
  onInterrupt(listener: () => void): () => void
}

/** Resolves with the exit code. */
export type Program = (process: Process) => Promise<number>

/** Of a program that a signal ended. */
export const signalCode = ({ reason }: AbortSignal) => (reason === 'interrupt' ? 130 : 143)

export const say = (process: Pick<Process, 'stdout'>, text: string) => process.stdout(Buffer.from(text))

/** With its name before it. Resolves with the code. */
export async function complain(
  { stderr, name }: Pick<Process, 'stderr' | 'name'>,
  text: string,
  code = 1,
): Promise<number> {
  await stderr(Buffer.from(`${name}: ${text}\n`))
  return code
}
