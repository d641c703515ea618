/** An API server without the network, on a clock that stands still. */
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import { createApiCore } from '../../../../main/sandbox/api-server/api-core.ts'
import { patch, update } from '../../../../main/sandbox/api-server/operations.ts'
import type { PatchType } from '../../../../main/sandbox/api-server/patching.ts'
import type { ObjectRef, WriteOptions } from '../../../../main/sandbox/api-server/write-context.ts'
import { manualClock } from '../../../support/manual-clock.ts'

export function apiWorld() {
  const clock = manualClock()
  const core = createApiCore(clock)
  const { context } = core

  function refOf(resource: Resource, name: string, namespace = 'default'): ObjectRef {
    const { group, version, plural, namespaced } = resource
    const kind = context.registry.find(group, version, plural)
    if (kind === undefined) throw new Error(`${plural} are not served`)
    return { kind, version, namespace: namespaced ? namespace : undefined, name }
  }
  const options = (more: Partial<WriteOptions>): WriteOptions => ({ manager: 'tester', ...more })

  return {
    ...core,
    clock,
    refOf,
    put: (resource: Resource, object: KubeObject, more: Partial<WriteOptions> = {}) =>
      update(context, refOf(resource, object.metadata.name), object, options(more)),
    patch: (
      resource: Resource,
      name: string,
      type: PatchType,
      document: unknown,
      more: Partial<WriteOptions> = {},
    ) => patch(context, refOf(resource, name), type, document, options(more)),
    get: <T extends KubeObject>(resource: Resource, name: string) =>
      core.api.get<T>(resource, resource.namespaced ? 'default' : undefined, name),
    names: async (resource: Resource) =>
      (await core.api.list(resource)).map(({ metadata }) => metadata.name).sort(),
  }
}

export type ApiWorld = ReturnType<typeof apiWorld>

export const deployment = (name: string, image = 'web:1') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'web', image }] },
    },
  },
})

export const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
})

export const pod = (name: string, more: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'web', image: 'web:1' }], ...more },
})
