/** Which programs end by themselves, and what they are given to do their work. */
import type { Container } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { CallReply, CallRequest } from './call-types.ts'
import { fortioProgram } from './load/fortio-program.ts'
import { k6Program } from './load/k6-program.ts'
import type { SecretOf } from './load/program-arguments.ts'
import { scriptOf } from './script.ts'

export interface ProgramWorld {
  readonly container: Container
  readonly clock: Clock
  readonly hasProxy: boolean
  /** Of the pod's namespace. */
  readonly secretOf: SecretOf
  /** Of a mounted ConfigMap; undefined where there is no such file. */
  readFile(path: string): Promise<string | undefined>
  /** Requests that have come to the pod since it runs. */
  received(): number
  /** Through the pod's proxy, where it has one. Never rejects. */
  send(request: CallRequest): Promise<CallReply>
  /** A line of the container's log. */
  print(line: string): void
  /** Aborts at SIGTERM: the program should end soon. */
  readonly told: AbortSignal
}

/** Resolves with the exit code. */
export type FiniteProgram = (world: ProgramWorld) => Promise<number>

/** Undefined for a program that serves. */
export function finiteProgramOf(container: Container): FiniteProgram | undefined {
  return scriptOf(container) ?? fortioProgram(container) ?? k6Program(container)
}
