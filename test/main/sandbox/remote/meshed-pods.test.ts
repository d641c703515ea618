import { describe, expect, it } from 'vitest'
import { type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import type { ApiEvent, ClusterApi } from '../../../../main/sandbox/cluster-api.ts'
import { withSidecars } from '../../../../main/sandbox/remote/meshed-pods.ts'

const pod = (name: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: name, labels: { app: 'cart' } },
  spec: { containers: [{ name: 'cart', image: 'cart:1' }] },
})
const namespace = (labels: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels },
})

function world() {
  const tell = new Map<string, (event: ApiEvent) => void>()
  const api = {
    watch: (resource: { plural: string }, onEvent: (event: ApiEvent) => void) =>
      void tell.set(resource.plural, onEvent),
  } as unknown as ClusterApi
  const seen: string[] = []
  withSidecars(api).watch<Pod>(
    resources.pod,
    ({ type, object }) =>
      seen.push(
        `${type} ${object.metadata.name} ${object.spec.containers.map(({ name }) => name).join('+')}`,
      ),
    new AbortController().signal,
  )
  const say = (plural: string, type: ApiEvent['type'], object: KubeObject) =>
    tell.get(plural)?.({ type, object })
  return { seen, say }
}

describe('withSidecars', () => {
  it('shows the pods of an injected namespace with a sidecar, and waits for the namespace', () => {
    const { seen, say } = world()
    say('pods', 'ADDED', pod('a'))
    say('pods', 'ADDED', pod('b'))
    say('pods', 'DELETED', pod('b'))
    expect(seen).toEqual(['DELETED b cart'])
    say('namespaces', 'ADDED', namespace({ 'istio-injection': 'enabled' }))
    say('pods', 'MODIFIED', pod('a'))
    expect(seen.slice(1)).toEqual(['ADDED a cart+istio-proxy', 'MODIFIED a cart+istio-proxy'])
  })

  it('leaves the pods of other namespaces as they are', () => {
    const { seen, say } = world()
    say('namespaces', 'ADDED', namespace({}))
    say('pods', 'ADDED', pod('a'))
    expect(seen).toEqual(['ADDED a cart'])
  })
})
