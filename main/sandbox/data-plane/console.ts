/** Standard input and output of the program that a container runs, for those who attach to it. */
import type { ExecStreams } from '../pod-network.ts'
import { createPipe, type Input, type Sink } from './shell/standard-streams.ts'

export interface Console {
  readonly input: Input
  /** What was written before anybody attached is shown to the first who does. */
  readonly write: Sink
  /** Until the returned function is called. */
  attach(streams: Pick<ExecStreams, 'read' | 'stdout'>): () => void
  /** The program has ended. */
  close(): void
}

const keptBytes = 65_536

/** `once`: the input ends when the first who attached has no more to say. */
export function createConsole(once: boolean): Console {
  const input = createPipe()
  const screens = new Set<Sink>()
  let early: Buffer | undefined = Buffer.alloc(0)

  async function follow(read: NonNullable<ExecStreams['read']>, isAttached: () => boolean): Promise<void> {
    for (let chunk = await read(); chunk !== undefined && isAttached(); chunk = await read())
      await input.write(chunk)
    if (once) input.end()
  }

  return {
    input: input.input,
    async write(bytes) {
      if (early !== undefined) early = Buffer.concat([early, bytes]).subarray(-keptBytes)
      await Promise.all([...screens].map((screen) => screen(bytes)))
    },
    attach({ read, stdout }) {
      screens.add(stdout)
      if (early !== undefined && early.length > 0) void stdout(early)
      early = undefined
      // A program that has closed its input takes nothing more.
      if (read !== undefined) void follow(read, () => screens.has(stdout)).catch(() => undefined)
      return () => void screens.delete(stdout)
    },
    close: () => input.end(),
  }
}
