/** A cluster of literal objects that takes writes; what a test changes in it is told to those who watch. */
import type { Cache, Cluster, ListOptions, WatchEvent, WriteGate } from '#main/kube/cluster.ts'
import { AviaryError, type Failure } from '#shared/model/failure.ts'
import type { KubeObject, Pod, Resource } from '#shared/model/kube.ts'
import { fakeCluster } from '../fake-cluster.ts'

export interface WritableCluster extends Cluster {
  readonly objects: KubeObject[]
  /** `create Job aviary-…`, in order. */
  readonly writes: string[]
  readonly logs: Map<string, string>
  /** Whose write fails, and how. */
  readonly refused: Map<string, Failure>
  /** Whether requests get there, and their answers back; what is made meanwhile is made all the same. */
  reach(isThere: boolean): void
  /** Puts a pod in the place of one of its name. */
  setPod(pod: Pod): void
  removePod(name: string): void
}

export function writableCluster(objects: KubeObject[] = []): WritableCluster {
  const { context, server, get, list, cache, connect } = fakeCluster(objects)
  let isAway = false
  const mustBeThere = () => {
    if (!isAway) return
    throw new AviaryError({ code: 'unreachable', context, server, reason: 'no answer within 10 s' })
  }
  const writes: string[] = []
  const logs = new Map<string, string>()
  const refused = new Map<string, Failure>()
  const listeners = new Set<(event: WatchEvent) => void>()
  const indexOf = (kind: string, name: string) =>
    objects.findIndex((one) => one.kind === kind && one.metadata.name === name)
  const drop = (kind: string, name: string) => {
    const at = indexOf(kind, name)
    if (at >= 0) objects.splice(at, 1)
  }
  const write = (verb: string, kind: string, name: string) => {
    const failure = refused.get(`${verb} ${kind}`)
    writes.push(`${verb} ${kind}${failure === undefined ? '' : ' refused'}`)
    if (failure !== undefined) throw new AviaryError(failure)
    return name
  }
  const gate: Pick<WriteGate, 'create' | 'update' | 'delete'> = {
    async create(resource, object) {
      write('create', resource.kind, object.metadata.name)
      objects.push(structuredClone(object))
      mustBeThere()
      return object
    },
    async update<T extends KubeObject>(
      resource: Resource,
      _namespace: string | undefined,
      name: string,
      change: (current: T) => T,
    ) {
      const at = indexOf(resource.kind, write('update', resource.kind, name))
      const changed = change(objects[at] as T)
      objects[at] = changed
      return changed
    },
    async delete(resource: Resource, _namespace, name) {
      mustBeThere()
      drop(resource.kind, write('delete', resource.kind, name))
    },
  }
  const tell = (object: Pod) => {
    for (const listener of [...listeners]) listener({ type: 'MODIFIED', object })
  }
  return {
    ...{ context, server, connect },
    async get(resource, namespace, name) {
      mustBeThere()
      return await get(resource, namespace, name)
    },
    // Events are asked for by what they are about; a test has no others.
    list: (resource, options) => list(resource, resource.kind === 'Event' ? {} : options),
    objects,
    writes,
    logs,
    refused,
    cache: <T extends KubeObject>(resource: Resource, options?: ListOptions): Cache<T> => ({
      ...cache<T>(resource, options),
      onChange(listener) {
        listeners.add(listener as (event: WatchEvent) => void)
        return () => listeners.delete(listener as (event: WatchEvent) => void)
      },
    }),
    async getPath(path) {
      mustBeThere()
      const log = logs.get(/\/pods\/([^/]+)\/log/.exec(path)?.[1] ?? '')
      return log === undefined ? { status: 404, body: '' } : { status: 200, body: log }
    },
    write: gate as WriteGate,
    reach(isThere) {
      isAway = !isThere
    },
    setPod(pod) {
      drop('Pod', pod.metadata.name)
      objects.push(pod)
      tell(pod)
    },
    removePod(name) {
      const pod = objects[indexOf('Pod', name)] as Pod
      drop('Pod', name)
      tell(pod)
    },
  }
}
