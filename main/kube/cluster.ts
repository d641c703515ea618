/**
 * The port through which every feature of main reaches a cluster. Implemented over @kubernetes/client-node for real
 * clusters (and the sandbox, which is one to us), and by small fakes in tests.
 */
import type { Duplex } from 'node:stream'
import type { KubeObject, Resource } from '#shared/model/kube.ts'

export interface ListOptions {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

export interface WatchEvent<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: T
}

/** A live copy of one resource's objects, kept by list + watch. */
export interface Cache<T extends KubeObject = KubeObject> {
  /** Resolves when the first list is complete; rejects with an AviaryError when it fails. */
  readonly ready: Promise<void>
  items(): readonly T[]
  get(namespace: string, name: string): T | undefined
  /** Calls back after each change. The returned function ends the subscription. */
  onChange(listener: (event: WatchEvent<T>) => void): () => void
  close(): void
}

/** Every method rejects with an AviaryError: unreachable, unauthorized, forbidden, not-found, conflict, refused. */
export interface Cluster {
  readonly context: string
  /** The API server's URL. */
  readonly server: string
  /** undefined when there is no such object. */
  get<T extends KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
  ): Promise<T | undefined>
  list<T extends KubeObject>(resource: Resource, options?: ListOptions): Promise<T[]>
  /** The caller closes it. Reconnects by itself; after a 410 it lists again. */
  cache<T extends KubeObject>(resource: Resource, options?: ListOptions): Cache<T>
  /** GET of any path of the API server; JSON where the answer is JSON. Used for /version and the service proxy. */
  getPath(path: string, signal?: AbortSignal): Promise<{ readonly status: number; readonly body: string }>
  /** One connection to a port of a pod. The caller destroys it. */
  connect(namespace: string, pod: string, port: number): Promise<Duplex>
  readonly write: WriteGate
}

/** The only way to change a cluster (design: the write gate). Each method records one entry in the activity log. */
export interface WriteGate {
  /** Creates it. When it exists already: conflict. */
  create<T extends KubeObject>(resource: Resource, object: T, why: string): Promise<T>
  /**
   * Reads the object, lets `change` return the wanted one, and sends the difference as a JSON merge patch with the
   * resourceVersion it was read at; on a conflict it reads and tries again. Sends nothing when nothing differs.
   * `change` must not mutate its argument and must be repeatable.
   */
  update<T extends KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    change: (current: T) => T,
    why: string,
  ): Promise<T>
  /** Creates it, or makes `change` on the one that is there. */
  ensure<T extends KubeObject>(
    resource: Resource,
    wanted: T,
    change: (current: T) => T,
    why: string,
  ): Promise<T>
  /** Nothing happens when it is already gone. */
  delete(resource: Resource, namespace: string | undefined, name: string, why: string): Promise<void>
}
