/** Objects and lists in the form that the client asked for. */

import type { Fields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { groupVersionOf } from '../kinds.ts'
import { tableOf } from '../tables/table.ts'
import type { Collection } from '../write-context.ts'
import type { Form } from './accept.ts'

export interface View {
  readonly at: Collection
  readonly form: Form
  readonly includeObject: string | undefined
  readonly nowMs: number
}

const metaVersion = ({ form }: View) => `meta.k8s.io/${form.version}`

const partial = ({ metadata }: KubeObject, view: View): Fields => ({
  kind: 'PartialObjectMetadata',
  apiVersion: metaVersion(view),
  metadata,
})

export function viewOfObject(object: KubeObject, view: View, withColumns = true): unknown {
  if (view.form.format === 'table') {
    const { resourceVersion } = object.metadata
    return tableOf([object], { resourceVersion }, { ...tableOptions(view), withColumns })
  }
  return view.form.format === 'json' ? object : partial(object, view)
}

export function viewOfList(items: readonly KubeObject[], metadata: Fields, view: View): unknown {
  const { kind, version } = view.at
  if (view.form.format === 'table')
    return tableOf(items, metadata, { ...tableOptions(view), withColumns: true })
  if (view.form.format === 'json') {
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
    apiVersion: metaVersion(view),
    metadata,
    items: items.map((item) => partial(item, view)),
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
