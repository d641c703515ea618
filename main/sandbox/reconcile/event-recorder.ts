/**
 * Writes core/v1 Events as client-go's recorder does: the same words about the same object are one Event whose count
 * goes up. Bounded per namespace; the oldest go. Events never hold up the one who reports them.
 */
import { type Container, type KubeObject, resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { type ClusterApi, ClusterApiError } from '../cluster-api.ts'
import { timeText } from './time-text.ts'

interface EventSource {
  readonly component: string
  readonly host?: string
}

export interface EventReport {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  /** The container it is about. */
  readonly container?: Container['name']
}

export interface EventRecorder {
  record(source: EventSource, about: KubeObject, report: EventReport): void
  close(): void
}

export interface EventRecorderOptions {
  readonly api: ClusterApi
  readonly clock: Clock
  readonly log: (line: string) => void
  readonly maxPerNamespace?: number
}

interface Written {
  readonly name: string
  count: number
  readonly correlation: string
}

/** The event, or its whole namespace, is gone or going. */
const isOfLeaving = (error: unknown) =>
  error instanceof ClusterApiError && (error.status === 404 || error.status === 403)

export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { api, clock, log, maxPerNamespace = 250 } = options
  const byNamespace = new Map<string, Map<string, Written>>()
  let last: Promise<unknown> = Promise.resolve()
  let serial = 0
  let closed = false

  /** One write after the other, so that a watcher sees Events in the order in which things happened. */
  const enqueue = (what: string, write: () => Promise<unknown>) => {
    last = last.then(write).catch((error: unknown) => {
      if (!isOfLeaving(error)) log(`event not ${what}: ${String(error)}`)
    })
  }

  function repeat(namespace: string, event: Written, at: string): void {
    event.count += 1
    const { name, count } = event
    enqueue('repeated', () => api.patch(resources.event, namespace, name, { count, lastTimestamp: at }))
  }

  function write(namespace: string, event: KubeObject, correlation: string): void {
    const known = byNamespace.get(namespace) ?? new Map<string, Written>()
    byNamespace.set(namespace, known)
    known.set(correlation, { name: event.metadata.name, count: 1, correlation })
    enqueue('written', () => api.create(resources.event, event))
    if (known.size <= maxPerNamespace) return
    const oldest = known.values().next().value
    if (oldest === undefined) return
    known.delete(oldest.correlation)
    enqueue('removed', () => api.delete(resources.event, namespace, oldest.name))
  }

  return {
    record(source, about, report) {
      if (closed) return
      const namespace = about.metadata.namespace ?? 'default'
      const at = timeText(clock.now())
      const correlation = [about.metadata.uid, source.component, ...Object.values(report)].join('\n')
      const written = byNamespace.get(namespace)?.get(correlation)
      if (written !== undefined) return repeat(namespace, written, at)
      serial += 1
      const suffix = (BigInt(Math.trunc(clock.now())) * 1_000_000n + BigInt(serial)).toString(16)
      const name = `${about.metadata.name}.${suffix}`
      write(namespace, eventObject(source, about, report, { name, namespace, at }), correlation)
    },
    close() {
      closed = true
    },
  }
}

function eventObject(
  source: EventSource,
  about: KubeObject,
  { type, reason, message, container }: EventReport,
  { name, namespace, at }: { name: string; namespace: string; at: string },
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name: about.metadata.name,
      ...(about.metadata.namespace === undefined ? {} : { namespace: about.metadata.namespace }),
      uid: about.metadata.uid,
      resourceVersion: about.metadata.resourceVersion,
      ...(container === undefined ? {} : { fieldPath: `spec.containers{${container}}` }),
    },
    type,
    reason,
    message,
    source,
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
    eventTime: null,
    reportingComponent: source.component,
    reportingInstance: source.host ?? '',
  }
}
