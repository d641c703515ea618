/** Versions are forgotten in time, as kube-apiserver has etcd forget them. */
import type { Clock } from '../clock.ts'
import type { Store } from './store.ts'

/** kube-apiserver's --etcd-compaction-interval: what was told five minutes ago may be asked for, what is older not. */
const everyMs = 5 * 60_000

export function startCompaction(store: Store, clock: Clock): () => void {
  let reached = store.version()
  let cancel = clock.after(everyMs, compact)
  function compact(): void {
    store.compact(reached)
    reached = store.version()
    cancel = clock.after(everyMs, compact)
  }
  return () => cancel()
}
