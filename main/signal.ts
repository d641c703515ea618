/** A value that changes over time, and the streams of it that the contract carries. */
export interface Signal<T> {
  get(): T
  set(value: T): void
  update(change: (value: T) => T): void
  onChange(listener: (value: T) => void): () => void
  /** The value now, then after each change; a slow reader gets the newest and misses those in between. */
  watch(signal?: AbortSignal): AsyncGenerator<T, void, void>
}

export function createSignal<T>(initial: T): Signal<T> {
  let value = initial
  const listeners = new Set<(value: T) => void>()
  const set = (next: T) => {
    value = next
    for (const listener of [...listeners]) listener(next)
  }
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async *watch(signal) {
      let changed = Promise.withResolvers<void>()
      const wake = () => changed.resolve()
      listeners.add(wake)
      signal?.addEventListener('abort', wake, { once: true })
      try {
        while (!signal?.aborted) {
          changed = Promise.withResolvers<void>()
          yield value
          await changed.promise
        }
      } finally {
        listeners.delete(wake)
        signal?.removeEventListener('abort', wake)
      }
    },
  }
}
