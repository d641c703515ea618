/**
 * What every namespace has from its beginning and gets back when it is lost: the ServiceAccount `default`
 * (pkg/controller/serviceaccount) and the authority of the API server in `kube-root-ca.crt` (rootcacertpublisher).
 */
import { isDeepStrictEqual } from 'node:util'
import { type KubeObject, resources } from '#shared/model/kube.ts'
import { createObjectCache, type ObjectCache } from '../reconcile/object-cache.ts'
import { createWorkQueue } from '../reconcile/work-queue.ts'
import type { Controller, ControllerContext } from './controller.ts'

const accountName = 'default'
const authorityName = 'kube-root-ca.crt'
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/** Without the authority's certificate no namespace is told of it. */
export function namespaceContentsController(
  context: ControllerContext,
  caPem: string | undefined,
): Controller {
  const { api, clock, caches, log } = context
  const { namespaces } = caches
  const closing = new AbortController()
  const accounts = createObjectCache<KubeObject>(api, resources.serviceAccount)
  const configMaps = createObjectCache<KubeObject>(api, resources.configMap)
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (name, error) => log(`contents of namespace ${name}: ${String(error)}`),
  })

  namespaces.listen(({ object }) => queue.add(object.metadata.name))
  watchFor(accounts, accountName)
  watchFor(configMaps, authorityName)
  function watchFor(cache: ObjectCache<KubeObject>, wanted: string): void {
    cache.listen(({ object: { metadata } }) => {
      if (metadata.name === wanted && metadata.namespace !== undefined) queue.add(metadata.namespace)
    })
  }

  async function reconcile(namespace: string): Promise<void> {
    const found = namespaces.get(undefined, namespace)
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) return
    if (accounts.get(namespace, accountName) === undefined)
      accounts.remember(
        await api.create(resources.serviceAccount, {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: accountName, namespace },
        }),
      )
    if (caPem !== undefined) await publish(namespace, { 'ca.crt': caPem })
  }

  async function publish(namespace: string, data: Readonly<Record<string, string>>): Promise<void> {
    const metadata = { annotations: { 'kubernetes.io/description': description } }
    const there = configMaps.get(namespace, authorityName)
    if (there === undefined) {
      const fresh = { ...metadata, name: authorityName, namespace }
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: fresh, data }
      configMaps.remember(await api.create(resources.configMap, object))
      return
    }
    const given = (there.data ?? {}) as Readonly<Record<string, string>>
    if (isDeepStrictEqual({ ...given }, data)) return
    const gone = Object.fromEntries(Object.keys(given).map((key) => [key, null]))
    const patch = { metadata, data: { ...gone, ...data } }
    configMaps.remember(await api.patch(resources.configMap, namespace, authorityName, patch))
  }

  return {
    start() {
      Promise.all([accounts.start(closing.signal), configMaps.start(closing.signal)]).then(
        () => queue.start(),
        (error: unknown) => log(`the contents of namespaces could not be read: ${String(error)}`),
      )
    },
    close() {
      closing.abort()
      queue.close()
    },
  }
}
