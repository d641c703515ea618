import { badRequest } from '../api-error.ts'

/** The parts of a resource URL. */
export interface ResourcePath {
  readonly group: string
  readonly version: string
  readonly namespace: string | undefined
  readonly plural: string
  readonly name: string | undefined
  readonly subresource: string | undefined
  /** What follows the subresource, without the slash before it; `proxy` only. */
  readonly rest: string
  /** `/api/v1/watch/…`: the older way of asking for a watch. */
  readonly watches: boolean
}

/** Of a namespace itself, not of what is in it. */
const namespaceSubresources = ['status', 'finalize']

/** `/api/v1/…` and `/apis/GROUP/VERSION/…`; undefined when the path names no resource. A name that is no UTF-8 is a bad request. */
export function parseResourcePath(pathname: string): ResourcePath | undefined {
  const match = /^\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))\/(.+)$/.exec(pathname)
  if (match === null) return undefined
  const [, core, group = '', version = core ?? '', tail = ''] = match
  const [first = '', ...others] = tail.split('/')
  const watches = first === 'watch' && others.length > 0
  const parts = watches ? others : [first, ...others]
  const scoped = parts[0] === 'namespaces' && parts.length > 2 && !isOwnSubresource(core, parts)
  const [plural = '', name, subresource, ...rest] = scoped ? parts.slice(2) : parts
  return {
    group,
    version,
    namespace: scoped ? decoded(parts[1] ?? '') : undefined,
    plural,
    name: name === undefined || name === '' ? undefined : decoded(name),
    subresource: subresource === undefined || subresource === '' ? undefined : subresource,
    rest: rest.join('/'),
    watches,
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    throw badRequest(`invalid URL escape in ${JSON.stringify(part)}`)
  }
}

const isOwnSubresource = (core: string | undefined, parts: readonly string[]) =>
  core !== undefined && parts.length === 3 && namespaceSubresources.includes(parts[2] ?? '')
