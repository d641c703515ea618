/** Bytes that arrive by themselves, for somebody who asks for them. */
export interface ByteReader {
  /** The next bytes; undefined at the end. */
  read(): Promise<Buffer | undefined>
  /** Resolves when they were taken, or nobody will. */
  push(bytes: Buffer): Promise<void>
  end(): void
}

export function createReader(): ByteReader {
  const held: { readonly bytes: Buffer; readonly taken: () => void }[] = []
  let waiting: ((bytes: Buffer | undefined) => void) | undefined
  let isEnded = false

  return {
    read() {
      const first = held.shift()
      first?.taken()
      if (first !== undefined) return Promise.resolve(first.bytes)
      if (isEnded) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        waiting = resolve
      })
    },
    push(bytes) {
      if (isEnded) return Promise.resolve()
      const reader = waiting
      waiting = undefined
      if (reader !== undefined) {
        reader(bytes)
        return Promise.resolve()
      }
      return new Promise((taken) => void held.push({ bytes, taken }))
    },
    end() {
      isEnded = true
      if (held.length === 0) waiting?.(undefined)
      waiting = undefined
    },
  }
}
