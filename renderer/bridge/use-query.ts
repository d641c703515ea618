import type { Open } from './live-stream.ts'
import { type Stream, useStream } from './use-stream.ts'

type Ask<T> = (signal: AbortSignal) => Promise<T>

/** The answer of a call that is asked once, or again and again while somebody looks. */
export function useQuery<T>(key: string, ask: Ask<T>, options: { everyMs?: number } = {}): Stream<T> {
  const everyMs = options.everyMs ?? null
  return useStream<T>(`${key} every ${everyMs}`, asking(ask, everyMs), { ends: everyMs === null })
}

export function asking<T>(ask: Ask<T>, everyMs: number | null): Open<T> {
  return async (signal) => answers(ask, everyMs, signal)
}

async function* answers<T>(ask: Ask<T>, everyMs: number | null, signal: AbortSignal) {
  while (!signal.aborted) {
    yield await ask(signal)
    if (everyMs === null) return
    await pause(everyMs, signal)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
