/** What the client wants to get: the first thing in its Accept header that the server has. */
import { ApiError, failure } from '../api-error.ts'
import type { Kind } from '../kinds.ts'

export type Format = 'json' | 'table' | 'metadata' | 'metadata-list'

const formats: Readonly<Record<string, Format>> = {
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata-list',
}

const served = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const [jsonType, , protobuf] = served
/** Of collections, which may be watched as well. */
export const servedAsList = [...served, `${jsonType};stream=watch`, `${protobuf};stream=watch`]
const formVersions = ['v1', 'v1beta1']

/** Refuses what could not be answered in any form, in go-restful's words. */
export function checkAccept(accept: string | undefined, produced: readonly string[] = served): void {
  const types = (accept ?? '').split(',').map((one) => one.split(';')[0]?.trim() ?? '')
  if (types.some((type) => type === '' || type === '*/*' || produced.includes(type))) return
  const message = `406: Not Acceptable\n\nAvailable representations: ${produced.join(', ')}`
  throw new ApiError(406, 'NotAcceptable', message)
}

export interface Form {
  readonly format: Format
  /** Of a table or of metadata. */
  readonly version: string
}

/** What is asked for in YAML or protobuf is answered in JSON, too. */
export function formOf(accept: string | undefined): Form {
  const json: Form = { format: 'json', version: 'v1' }
  if (accept === undefined || accept.trim() === '') return json
  for (const one of accept.split(',')) {
    const [type = '', ...parameters] = one.split(';').map((part) => part.trim())
    if (type !== '*/*' && !served.includes(type)) continue
    const given = new Map(parameters.map((part) => part.split('=') as [string, string]))
    const as = given.get('as')
    if (as === undefined) return json
    const found = formats[as]
    const version = given.get('v') ?? ''
    const isKnown = given.get('g') === 'meta.k8s.io' && formVersions.includes(version)
    if (found !== undefined && isKnown && type !== protobuf) return { format: found, version }
  }
  throw notAcceptable(`only the following media types are accepted: ${served.join(', ')}`)
}

/** One object is not shown as a list, nor a list as one object. */
export function checkForm(format: Format, kind: Kind, of: 'object' | 'collection'): void {
  const type = goType(kind)
  if (format === 'metadata' && of === 'collection')
    throw notAcceptable(
      `you requested PartialObjectMetadata, but the requested object is a list (${type}List)`,
    )
  if (format !== 'metadata-list' || of === 'collection') return
  throw kind.custom
    ? failure('content is not a list')
    : notAcceptable(
        `you requested PartialObjectMetadataList, but the requested object is not a list (${type})`,
      )
}

/** What a kind is called in kube-apiserver's own sources, which it tells its clients. */
function goType({ kind, group, custom, objectsOf }: Kind): string {
  if (custom) return '*unstructured.Unstructured'
  const room = group === '' || objectsOf !== undefined ? 'core' : (group.split('.')[0] ?? '')
  return `*${room}.${kind}`
}

const notAcceptable = (message: string) => new ApiError(406, 'NotAcceptable', message, null)

/** The media type of aggregated discovery that the client prefers; undefined when it wants the older lists. */
export function discoveryTypeOf(accept: string | undefined): 'v2' | 'v2beta1' | undefined {
  const match = /application\/json;g=apidiscovery\.k8s\.io;v=(v2|v2beta1);as=APIGroupDiscoveryList/.exec(
    accept ?? '',
  )
  return match === null ? undefined : (match[1] as 'v2' | 'v2beta1')
}
