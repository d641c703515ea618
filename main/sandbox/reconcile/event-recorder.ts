/**
 * Writes Events as client-go's recorders do: the same words about the same object are one Event whose count goes up, and
 * who says too much is combined or not heard (event-correlator.ts). Bounded per namespace; the oldest go. Events never hold
 * up the one who reports them.
 */
import { type Container, type KubeObject, resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { type ClusterApi, ClusterApiError } from '../cluster-api.ts'
import { timeText } from '../time-text.ts'
import { type Correlated, createEventCorrelator } from './event-correlator.ts'

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
  /** Said by those who report by events.k8s.io, as the scheduler does: what was done. */
  readonly action?: string
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

/** The event, or its whole namespace, is gone or going. */
const isOfLeaving = (error: unknown) =>
  error instanceof ClusterApiError && (error.status === 404 || error.status === 403)

export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { api, clock, log, maxPerNamespace = 1000 } = options
  const correlator = createEventCorrelator()
  /** Names of the Events by what they are about, in the order of their writing. */
  const byNamespace = new Map<string, Map<string, string>>()
  let last: Promise<unknown> = Promise.resolve()
  let serial = 0
  let closed = false

  /** One write after the other, so that a watcher sees Events in the order in which things happened. */
  const enqueue = (what: string, write: () => Promise<unknown>) => {
    last = last.then(write).catch((error: unknown) => {
      if (!isOfLeaving(error)) log(`event not ${what}: ${String(error)}`)
    })
  }

  function write(event: KubeObject, namespace: string, key: string): void {
    const known = byNamespace.get(namespace) ?? new Map<string, string>()
    byNamespace.set(namespace, known)
    known.set(key, event.metadata.name)
    enqueue('written', () => api.create(resources.event, event))
    if (known.size <= maxPerNamespace) return
    const [oldest] = known
    if (oldest === undefined) return
    known.delete(oldest[0])
    correlator.forget(oldest[0])
    enqueue('removed', () => api.delete(resources.event, namespace, oldest[1]))
  }

  /** One that has gone in between is written anew, with its count. */
  function repeat(event: KubeObject, namespace: string, name: string): void {
    const { count, message, lastTimestamp } = event
    enqueue('repeated', async () => {
      try {
        await api.patch(resources.event, namespace, name, { count, message, lastTimestamp })
      } catch (error) {
        if (!(error instanceof ClusterApiError && error.status === 404)) throw error
        await api.create(resources.event, { ...event, metadata: { ...event.metadata, name } })
      }
    })
  }

  return {
    record(source, about, report) {
      if (closed) return
      const namespace = about.metadata.namespace ?? 'default'
      const { apiVersion, kind, metadata } = about
      const correlated = correlator.observe(
        {
          subject: [
            source.component,
            source.host,
            apiVersion,
            kind,
            namespace,
            metadata.name,
            metadata.uid,
          ].join('\n'),
          type: report.type,
          reason: report.reason,
          part: report.container ?? '',
          message: report.message,
        },
        clock.now(),
      )
      if (correlated.isDropped) return
      serial += 1
      const suffix = (BigInt(Math.trunc(clock.now())) * 1_000_000n + BigInt(serial)).toString(16)
      const place = { name: `${metadata.name}.${suffix}`, namespace, nowMs: clock.now() }
      const event =
        report.action === undefined
          ? countedEvent(source, about, report, correlated, place)
          : actionEvent(source, about, report, place)
      const known = byNamespace.get(namespace)?.get(correlated.key)
      if (known !== undefined && correlated.count > 1) repeat(event, namespace, known)
      else write(event, namespace, correlated.key)
    },
    close() {
      closed = true
    },
  }
}

interface Place {
  readonly name: string
  readonly namespace: string
  readonly nowMs: number
}

function countedEvent(
  source: EventSource,
  about: KubeObject,
  { type, reason, container }: EventReport,
  { message, count, firstMs, isCombined }: Correlated,
  { name, namespace, nowMs }: Place,
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: referenceTo(about, container),
    ...{ type, reason, message, source, count },
    firstTimestamp: timeText(firstMs),
    lastTimestamp: timeText(nowMs),
    eventTime: null,
    // client-go forgets to say it where it combines.
    reportingComponent: isCombined ? '' : source.component,
    reportingInstance: isCombined ? '' : (source.host ?? ''),
  }
}

/** As it is written by events.k8s.io: it has a time of its own, and no count. */
function actionEvent(
  { component, host = '' }: EventSource,
  about: KubeObject,
  { type, reason, message, action, container }: EventReport,
  { name, namespace, nowMs }: Place,
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: referenceTo(about, container),
    ...{ type, reason, message, action },
    eventTime: new Date(nowMs).toISOString().replace('Z', '000Z'),
    reportingComponent: component,
    reportingInstance: `${component}-${host}`,
  } as KubeObject
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject, container: string | undefined) {
  return {
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    ...(container === undefined ? {} : { fieldPath: `spec.containers{${container}}` }),
  }
}
