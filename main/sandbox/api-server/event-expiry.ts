/** Events end by themselves an hour after they were last written (kube-apiserver's --event-ttl). */
import type { Clock } from '../clock.ts'
import type { Store } from './store.ts'

const lifetimeMs = 3_600_000
const eventsKey = '/events'

interface Written {
  readonly namespace: string | undefined
  readonly name: string
  readonly atMs: number
}

/** The returned function stops it. */
export function startEventExpiry(store: Store, clock: Clock): () => void {
  /** In the order of their last writes. */
  const written = new Map<string, Written>()
  let cancel: (() => void) | undefined

  const stopListening = store.listen(eventsKey, ({ type, object: { metadata } }) => {
    const { namespace, name } = metadata
    const key = `${namespace ?? ''}/${name}`
    written.delete(key)
    if (type !== 'DELETED') written.set(key, { namespace, name, atMs: clock.now() })
    if (cancel === undefined) wait()
  })

  function wait(): void {
    const [first] = written.values()
    cancel = first === undefined ? undefined : clock.after(first.atMs + lifetimeMs - clock.now(), expire)
  }

  function expire(): void {
    const bornBeforeMs = clock.now() - lifetimeMs
    for (const { namespace, name, atMs } of [...written.values()]) {
      if (atMs > bornBeforeMs) break
      store.remove(eventsKey, namespace, name)
    }
    wait()
  }

  return () => {
    stopListening()
    cancel?.()
  }
}
