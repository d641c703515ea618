/** Which programs end by themselves, and what they are given to do their work. */
import type { Container } from '#shared/model/kube.ts'
import type { Console } from './console.ts'
import { fortioProgram } from './load/fortio-program.ts'
import { k6Program } from './load/k6-program.ts'
import { scriptOf } from './script.ts'
import type { Machine } from './shell/machine.ts'

export interface ProgramWorld extends Machine {
  readonly container: Container
  /** Requests that have come to the pod since it runs. */
  received(): number
  /** Where the container has its standard input open. */
  readonly console?: Console | undefined
  /** A line of the container's log. */
  print(line: string): void
  /** Aborts at SIGTERM: the program should end soon. */
  readonly told: AbortSignal
}

/** Resolves with the exit code. */
export type FiniteProgram = (world: ProgramWorld) => Promise<number>

/** Undefined for a program that serves. What is known by name goes before a shell's own idea of the command. */
export function finiteProgramOf(container: Container): FiniteProgram | undefined {
  return fortioProgram(container) ?? k6Program(container) ?? scriptOf(container)
}
