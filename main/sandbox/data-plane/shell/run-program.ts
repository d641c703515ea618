/** Starts one program in a container, from its command line. */
import type { Machine, Terminal } from './machine.ts'
import { programNamed } from './programs-of-container.ts'
import { BrokenPipe, OutOfMemory, type Streams } from './standard-streams.ts'

/** Resolves with the exit code; undefined where there is no such program. */
export async function runProgram(
  machine: Machine,
  [name = '', ...args]: readonly string[],
  environment: ReadonlyMap<string, string>,
  streams: Streams,
  told: AbortSignal,
  terminal?: Terminal,
): Promise<number | undefined> {
  const find = (one: string) => programNamed(one, machine.isProxy)
  const program = find(name)
  if (program === undefined) return undefined
  try {
    return await program({ name, args, environment, machine, told, terminal, find, ...streams })
  } catch (error) {
    if (error instanceof BrokenPipe) return 141
    if (error instanceof OutOfMemory) return 137
    throw error
  }
}
