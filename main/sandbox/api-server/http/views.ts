/** Objects and lists in the form that the client asked for. */
import type { KubeObject } from '#shared/model/kube.ts'
import type { Fields } from '../fields.ts'
import { groupVersionOf } from '../kinds.ts'
import { tableOf } from '../tables/table.ts'
import type { Collection } from '../write-context.ts'
import type { Format } from './accept.ts'

export interface View {
  readonly at: Collection
  readonly format: Format
  readonly includeObject: string | undefined
  readonly nowMs: number
}

const partial = ({ metadata }: KubeObject): Fields => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
})

export function viewOfObject(object: KubeObject, view: View, withColumns = true): unknown {
  if (view.format === 'table') {
    const { resourceVersion } = object.metadata
    return tableOf([object], { resourceVersion }, { ...tableOptions(view), withColumns })
  }
  return view.format === 'json' ? object : partial(object)
}

export function viewOfList(items: readonly KubeObject[], metadata: Fields, view: View): unknown {
  const { kind, version } = view.at
  if (view.format === 'table') return tableOf(items, metadata, { ...tableOptions(view), withColumns: true })
  if (view.format === 'json') {
    const shown = kind.custom ? items : items.map(withoutType)
    return {
      kind: `${kind.kind}List`,
      apiVersion: groupVersionOf(kind.group, version),
      metadata,
      items: shown,
    }
  }
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    items: items.map(partial),
  }
}

/** The items of a typed list do not repeat the kind that the list has. */
const withoutType = ({ kind: _, apiVersion: __, ...rest }: KubeObject): Fields => rest

const tableOptions = ({ at, includeObject, nowMs }: View) => ({
  kind: at.kind,
  version: at.version,
  includeObject,
  nowMs,
})
