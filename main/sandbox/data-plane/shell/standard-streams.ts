/** Standard input and output of programs. */

/** Resolves when there is room for more. Rejects with a BrokenPipe when nobody reads any longer. */
export type Sink = (bytes: Buffer) => Promise<void>

export interface Input {
  /** The next bytes; undefined at the end. */
  chunk(): Promise<Buffer | undefined>
  /** Up to the end of the line, which is not part of it; undefined at the end. */
  line(): Promise<string | undefined>
  /** Nothing is read from it any more. */
  close(): void
}

export interface Streams {
  readonly stdin: Input
  readonly stdout: Sink
  readonly stderr: Sink
}

export class BrokenPipe extends Error {}

export interface Pipe {
  readonly input: Input
  readonly write: Sink
  end(): void
}

const fullBytes = 65_536

export function createPipe(): Pipe {
  let held: Buffer = Buffer.alloc(0)
  let isEnded = false
  let isClosed = false
  let changed = Promise.withResolvers<void>()

  function tell(): void {
    changed.resolve()
    changed = Promise.withResolvers<void>()
  }

  function take(bytes: number): Buffer {
    const taken = held.subarray(0, bytes)
    held = held.subarray(bytes)
    tell()
    return taken
  }

  const input: Input = {
    async chunk() {
      while (held.length === 0 && !isEnded && !isClosed) await changed.promise
      return held.length === 0 ? undefined : take(held.length)
    },
    async line() {
      for (;;) {
        const end = held.indexOf('\n')
        if (end !== -1) return take(end + 1).toString('utf8', 0, end)
        if (isEnded || isClosed) return held.length === 0 ? undefined : take(held.length).toString('utf8')
        await changed.promise
      }
    },
    close() {
      isClosed = true
      tell()
    },
  }
  return {
    input,
    async write(bytes) {
      if (isClosed) throw new BrokenPipe()
      if (isEnded || bytes.length === 0) return
      held = Buffer.concat([held, bytes])
      tell()
      while (held.length > fullBytes && !isClosed && !isEnded) await changed.promise
    },
    end() {
      isEnded = true
      tell()
    },
  }
}

export const noInput: Input = {
  chunk: async () => undefined,
  line: async () => undefined,
  close: () => undefined,
}

export const nowhere: Sink = async () => undefined

/** A program has taken more than its container has. */
export class OutOfMemory extends Error {}

const memoryBytes = 4 * 1_048_576

/** Keeps what is written; who asks for more than there can be is out of memory, too. */
export function createCollector(): { readonly write: Sink; bytes(): Buffer } {
  const chunks: Buffer[] = []
  let left = memoryBytes
  return {
    async write(chunk) {
      left -= chunk.length
      if (left < 0) throw new OutOfMemory()
      chunks.push(chunk)
    },
    bytes() {
      if (left < 0) throw new OutOfMemory()
      return Buffer.concat(chunks)
    },
  }
}

export async function readAll(input: Input): Promise<Buffer> {
  const { write, bytes } = createCollector()
  for (let chunk = await input.chunk(); chunk !== undefined; chunk = await input.chunk()) await write(chunk)
  return bytes()
}

/** Whole lines, as a log has them; the rest at the end. */
export function lineSink(print: (line: string) => void): { readonly write: Sink; flush(): void } {
  let rest = ''
  return {
    async write(bytes) {
      const lines = (rest + bytes.toString('utf8')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) print(line)
    },
    flush() {
      if (rest !== '') print(rest)
      rest = ''
    },
  }
}
