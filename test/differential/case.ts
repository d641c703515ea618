/**
 * A case: requests in order that go to the real API server and to the sandbox's, whose answers have to be the same. `{ns}`
 * in a path, body or query is a namespace of the case's own, `{saved.metadata.uid}` a value from an answer kept with `save`.
 */
export interface RequestStep {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly type?: string
  readonly accept?: string
  /** What the real server answers; the sandbox has to answer the same. */
  readonly status: number
  readonly save?: string
  /** Of a step that only prepares another, the body is not compared. */
  readonly prepares?: boolean
  /** Of the list named, only the entries with these names: the real server has more kinds. */
  readonly only?: { readonly list: string; readonly key: string; readonly names: readonly string[] }
}
/** Opens a watch, whose events are collected in the background. */
export interface WatchStep {
  readonly watch: string
  readonly as: string
  readonly accept?: string
}
/** Waits until the watch has told so many events, or has ended, and compares them. */
export interface EventsStep {
  readonly events: string
  readonly count: number
}
/** Forgets all versions before the one named, as etcd does when it is told to compact. */
export interface CompactStep {
  readonly compactTo: string
}
/** Asks until the path is there. */
export interface UntilStep {
  readonly until: string
}
export type Step = RequestStep | WatchStep | EventsStep | UntilStep | CompactStep

export interface Case {
  readonly name: string
  readonly steps: readonly Step[]
}

type Rest = Partial<Pick<RequestStep, 'status' | 'save' | 'prepares' | 'accept' | 'only' | 'type' | 'body'>>

const request =
  (method: RequestStep['method'], status: number, type?: string) =>
  (path: string, body?: unknown, rest: Rest = {}): RequestStep => ({
    method,
    path,
    status,
    ...(body === undefined ? {} : { body }),
    ...(type === undefined ? {} : { type }),
    ...rest,
  })

export const get = (path: string, rest: Rest = {}): RequestStep => request('GET', 200)(path, undefined, rest)
export const post = request('POST', 201, 'application/json')
export const put = request('PUT', 200, 'application/json')
export const del = request('DELETE', 200, 'application/json')
export const merge = request('PATCH', 200, 'application/merge-patch+json')
export const strategic = request('PATCH', 200, 'application/strategic-merge-patch+json')
export const jsonPatch = request('PATCH', 200, 'application/json-patch+json')
export const patchAs = (type: string, path: string, body: unknown, rest: Rest = {}): RequestStep =>
  request('PATCH', 200, type)(path, body, rest)

/** Server-side apply; 201 where the object is new. */
export const apply = (
  manager: string,
  path: string,
  body: unknown,
  rest: Rest & { force?: boolean } = {},
) => {
  const { force, ...others } = rest
  const query = `fieldManager=${manager}${force === true ? '&force=true' : ''}`
  return request('PATCH', 200, 'application/apply-patch+yaml')(
    `${path}${path.includes('?') ? '&' : '?'}${query}`,
    body,
    others,
  )
}

export const watch = (as: string, path: string, accept?: string): WatchStep => ({
  as,
  watch: `${path}${path.includes('?') ? '&' : '?'}watch=true`,
  ...(accept === undefined ? {} : { accept }),
})
export const events = (of: string, count: number): EventsStep => ({ events: of, count })
export const compact = (version: string): CompactStep => ({ compactTo: version })
export const until = (path: string): UntilStep => ({ until: path })

/** A case from its name and steps. */
export const differential = (name: string, ...steps: readonly Step[]): Case => ({ name, steps })
