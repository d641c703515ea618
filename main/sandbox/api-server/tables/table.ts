/** Lists and objects as meta.k8s.io/v1 Table, for clients that only print them. */
import type { KubeObject } from '#shared/model/kube.ts'

import type { Kind, PrinterColumn } from '../kinds.ts'
import { ageOf } from './cells.ts'
import { type Cell, type Column, columnsOf, nameColumn } from './columns.ts'
import { jsonPath } from './json-path.ts'

export interface TableOptions {
  readonly kind: Kind
  readonly version: string
  readonly nowMs: number
  /** What comes with each row: `Metadata` unless the client says otherwise. */
  readonly includeObject: string | undefined
  /** Only the first event of a watch names the columns. */
  readonly withColumns: boolean
}

export function tableOf(
  objects: readonly KubeObject[],
  metadata: Readonly<Record<string, unknown>>,
  options: TableOptions,
): Record<string, unknown> {
  const columns = objects.some(isScale)
    ? columnsOf('autoscaling', 'Scale')
    : columnsFor(options.kind, options.version)
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: withoutEmptyContinue(metadata),
    columnDefinitions: options.withColumns ? columns.map(definition) : null,
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, options.nowMs)),
      ...included(object, options.includeObject),
    })),
  }
}

/** Lists say that nothing follows, tables do not. */
function withoutEmptyContinue(metadata: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { continue: next, ...rest } = metadata
  return next === undefined || next === '' ? rest : { ...rest, continue: next }
}

/** The subresource, of whatever kind it is. */
const isScale = ({ apiVersion, kind }: KubeObject) => apiVersion === 'autoscaling/v1' && kind === 'Scale'

function columnsFor(kind: Kind, version: string): readonly Column[] {
  const printed = kind.definitions?.[version]?.columns
  return printed === undefined ? columnsOf(kind.group, kind.kind) : [nameColumn, ...printed.map(customColumn)]
}

const definition = ({ name, type, format = '', priority, description = name }: Column) => ({
  name,
  type,
  format,
  description,
  priority,
})

function included(object: KubeObject, include: string | undefined): { object: unknown } {
  if (include === 'None') return { object: null }
  if (include === 'Object') return { object }
  return {
    object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
  }
}

const types = ['string', 'integer', 'date', 'boolean', 'number'] as const

function customColumn(printed: PrinterColumn): Column {
  const { name, type, jsonPath: path, priority = 0, format = '' } = printed
  const known = types.find((one) => one === type) ?? 'string'
  return {
    name,
    type: known,
    format,
    priority,
    description: printed.description ?? `Custom resource definition column (in JSONPath format): ${path}`,
    cell: (object, nowMs) => {
      const value = jsonPath(path, object)
      return known === 'date' ? dateCell(value, nowMs) : plainCell(value)
    },
  }
}

const dateCell = (value: unknown, nowMs: number): Cell => (value === undefined ? null : ageOf(value, nowMs))

function plainCell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value
  return JSON.stringify(value)
}
