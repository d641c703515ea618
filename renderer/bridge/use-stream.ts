import { useSyncExternalStore } from 'react'
import { useConnection } from './connection-store.ts'
import { type Fold, type Live, LiveStream, type Open, type StreamOptions } from './live-stream.ts'

/** Streams by key, so that two components that look at the same thing open it once. */
const streams = new Map<string, LiveStream<unknown, unknown>>()
const keptStreams = 60

export interface Stream<S> extends Live<S> {
  /** Opens it again now. */
  readonly retry: () => void
}

/** What a stream of the contract says now. The key names the call and its input, and so the type. */
export function useStream<T>(key: string, open: Open<T>, options?: StreamOptions): Stream<T> {
  return useFoldedStream<T, T>(key, open, (_known, value) => value, options)
}

/** The same for a stream whose values add to what is known. */
export function useFoldedStream<T, S>(
  key: string,
  open: Open<T>,
  fold: Fold<T, S>,
  options?: StreamOptions,
): Stream<S> {
  const stream = streamFor(key, open, fold, options)
  const state = useSyncExternalStore(stream.subscribe, stream.state)
  const connected = useConnection((s) => s.connection === 'up')
  // Without a connection every stream is broken; the window says that once, in its own bar.
  return { data: state.data, failure: connected ? state.failure : null, retry: stream.retry }
}

function streamFor<T, S>(
  key: string,
  open: Open<T>,
  fold: Fold<T, S>,
  options?: StreamOptions,
): LiveStream<T, S> {
  const known = streams.get(key)
  if (known !== undefined) return known as unknown as LiveStream<T, S>
  // Keys hold questions (a graph of these namespaces); the oldest are let go so that they do not pile up.
  if (streams.size >= keptStreams) {
    const oldest = streams.keys().next().value
    if (oldest !== undefined) streams.delete(oldest)
  }
  const made = new LiveStream(open, fold, options)
  streams.set(key, made as unknown as LiveStream<unknown, unknown>)
  return made
}
