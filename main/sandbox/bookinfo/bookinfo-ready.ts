/** When Bookinfo can be called without a hole in it: every Service of it has a ready endpoint, and the mesh knows. */
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import { serviceReady } from '../service-ready.ts'
import { bookinfoObjects } from './bookinfo-objects.ts'

/** A ready pod reaches the proxies within 182 ms, and its Service within the debounce before that. */
const knownAfterMs = 500

/** Resolves also for a Bookinfo that somebody applies later; never once `ended` aborts. */
export async function bookinfoReady(
  clusters: readonly { readonly name: string; readonly api: ClusterApi }[],
  clock: Clock,
  ended: AbortSignal,
): Promise<void> {
  await Promise.all(
    clusters.flatMap(({ name, api }) =>
      bookinfoObjects(name, clusters.length)
        .filter(({ object }) => object.kind === 'Service')
        .map(({ object: { metadata } }) => serviceReady(api, metadata.namespace ?? '', metadata.name, ended)),
    ),
  )
  await new Promise<void>((done) => ended.addEventListener('abort', clock.after(knownAfterMs, done)))
}
