/** How Events look in a list, in whatever version they are shown (pkg/printers/internalversion, printEvent). */
import type { KubeObject } from '#shared/model/kube.ts'
import { coreEvent } from '../event-versions.ts'
import { fieldsAt, textAt } from '../fields.ts'
import { ageOf } from './cells.ts'
import type { Column } from './columns.ts'

type CellOf = Column['cell']

const column = (name: string, cell: CellOf, priority = 0, type: Column['type'] = 'string'): Column => ({
  ...{ name, type, priority },
  cell: (event, nowMs) => cell(coreEvent(event), nowMs),
})
const field = (name: string, path: string, priority = 0) =>
  column(name, (event) => textAt(event, ...path.split('.')), priority)

/** Events name themselves last. */
export const eventColumns: readonly Column[] = [
  column('Last Seen', lastSeen),
  field('Type', 'type'),
  field('Reason', 'reason'),
  column('Object', objectOf),
  field('Subobject', 'involvedObject.fieldPath', 1),
  column('Source', sourceOf, 1),
  column('Message', (event) => textAt(event, 'message').trim()),
  column('First Seen', firstSeen, 1),
  column('Count', countOf, 1),
  { ...column('Name', ({ metadata }) => metadata.name, 1), format: 'name' },
]

function lastSeen(event: KubeObject, nowMs: number): string {
  if (event.series) return ageOf(textAt(event, 'series', 'lastObservedTime'), nowMs)
  return event.lastTimestamp ? ageOf(textAt(event, 'lastTimestamp'), nowMs) : firstSeen(event, nowMs)
}

function firstSeen(event: KubeObject, nowMs: number): string {
  return ageOf(textAt(event, 'firstTimestamp') || textAt(event, 'eventTime'), nowMs)
}

function objectOf(event: KubeObject): string {
  const { kind = '', name } = fieldsAt(event, 'involvedObject')
  const lower = String(kind).toLowerCase()
  return name ? `${lower}/${name}` : lower
}

function sourceOf(event: KubeObject): string {
  const component = textAt(event, 'source', 'component') || textAt(event, 'reportingComponent')
  const host = textAt(event, 'source', 'host') || textAt(event, 'reportingInstance')
  return host === '' ? component : `${component}, ${host}`
}

function countOf(event: KubeObject): number {
  const { count } = event.series ? fieldsAt(event, 'series') : event
  return Number(count ?? 1)
}
