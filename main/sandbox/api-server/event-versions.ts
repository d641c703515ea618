/** Events are stored as those of the core group; `events.k8s.io/v1` has other names for the same fields. */
import type { KubeObject } from '#shared/model/kube.ts'

const namesInCore: Readonly<Record<string, string>> = {
  regarding: 'involvedObject',
  note: 'message',
  reportingController: 'reportingComponent',
  deprecatedSource: 'source',
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedCount: 'count',
}
const namesInEvents = Object.fromEntries(Object.entries(namesInCore).map(([own, core]) => [core, own]))

/** Texts that core Events have even where they are empty. */
const shownEmpty = ['reportingController', 'reportingInstance']

export function coreEvent(event: KubeObject): KubeObject {
  if (event.apiVersion === 'v1') return event
  return renamed(event, namesInCore, 'v1')
}

export function groupEvent(event: KubeObject): KubeObject {
  const fields = Object.entries(renamed(event, namesInEvents, 'events.k8s.io/v1'))
  return Object.fromEntries(
    fields.filter(([name, value]) => value !== '' || !shownEmpty.includes(name)),
  ) as unknown as KubeObject
}

function renamed(event: KubeObject, names: Readonly<Record<string, string>>, apiVersion: string): KubeObject {
  const fields = Object.entries(event).map(([name, value]) => [names[name] ?? name, value])
  return { ...Object.fromEntries(fields), apiVersion } as KubeObject
}

/** The path into a stored Event that a field label of events.k8s.io stands for. */
export function corePath(label: string): string {
  const [first = '', ...rest] = label.split('.')
  return [namesInCore[first] ?? first, ...rest].join('.')
}
