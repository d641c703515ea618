/**
 * The Kubernetes API as the data plane and the controllers use it. In process it calls the API server's request
 * handling; nothing that takes a ClusterApi may reach behind it, so that it could as well be a real API server.
 */
import type { KubeObject, Resource } from '#shared/model/kube.ts'

export interface ApiEvent<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: T
}

export interface ClusterApi {
  get<T extends KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
  ): Promise<T | undefined>
  list<T extends KubeObject>(resource: Resource, namespace?: string): Promise<T[]>
  /** ADDED for each object that is there, then each change, in order, until the signal aborts. */
  watch<T extends KubeObject>(
    resource: Resource,
    onEvent: (event: ApiEvent<T>) => void,
    signal: AbortSignal,
  ): void
  create<T extends KubeObject>(resource: Resource, object: T): Promise<T>
  /** RFC 7386 merge patch. Rejects with a ClusterApiError (404, 409). */
  patch<T extends KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    patch: unknown,
    subresource?: 'status' | 'scale',
  ): Promise<T>
  /** With a grace period of 0 the object goes at once (what a kubelet does when the containers have ended). */
  delete(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options?: { gracePeriodSeconds?: number; propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' },
  ): Promise<void>
}

export class ClusterApiError extends Error {
  readonly status: number
  readonly reason: string
  constructor(status: number, reason: string, message: string) {
    super(message)
    this.name = 'ClusterApiError'
    this.status = status
    this.reason = reason
  }
}
