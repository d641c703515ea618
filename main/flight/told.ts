/** The value now and after each call of the waker; a slow reader misses those in between. */
export async function* told<T>(
  subscribe: (wake: () => void) => () => void,
  value: () => T,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  let next = Promise.withResolvers<void>()
  const wake = () => next.resolve()
  const unsubscribe = subscribe(wake)
  signal?.addEventListener('abort', wake, { once: true })
  try {
    while (signal?.aborted !== true) {
      next = Promise.withResolvers<void>()
      yield value()
      await next.promise
    }
  } finally {
    unsubscribe()
    signal?.removeEventListener('abort', wake)
  }
}
