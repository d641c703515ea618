/**
 * What two servers cannot have in common is replaced by a name for it: the first uid of a case becomes `<uid 1>` wherever
 * it stands, so that two answers that speak of the same thing still do. Versions, times, addresses and generated names
 * likewise; the order of managedFields, which depends on the second of each write, is fixed.
 */
type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const uid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const clusterIp = /\b10\.96\.\d+\.\d+\b/g
const seconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const microseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/
const tooNew = /(Too large resource version: \d+), current: \d+/g
/** The age of what was made a moment ago, as a cell of a table. */
const age = /^\d+s$/
const inPrecondition = /ResourceVersion in (?:the precondition|record) \((\d+)\)/g
const signedToken = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/
const tooOld = /too old resource version: (\d+) \(\d+\)/g
/** An object in the text of a refusal, whose fields stand in whatever order. */
const patchedObject = /"\{\\"(?:[^"\\]|\\.)*\}"/g
/** A hash that tells a server's own caches apart. */
const meaningless = ['storageVersionHash']
const lowestNodePort = 30_000

export type Normalise = (value: unknown) => unknown

export function createNormalise(): Normalise {
  const uids = numbered('uid')
  const versions = numbered('version')
  const addresses = numbered('cluster ip')
  const generated = new Map<string, string>()

  const ofJson = (json: string) => walk(JSON.parse(json), '')

  function text(value: string): string {
    if (seconds.test(value)) return '<time>'
    if (microseconds.test(value)) return '<precise time>'
    if (signedToken.test(value)) return '<token>'
    const plain = value
      .replaceAll(patchedObject, (quoted) => JSON.stringify(JSON.stringify(ofJson(JSON.parse(quoted)))))
      .replaceAll(uid, uids)
      .replaceAll(clusterIp, addresses)
      .replaceAll(inPrecondition, (whole, version: string) => whole.replace(version, versions(version)))
      .replaceAll(tooNew, '$1, current: <newest>')
      .replaceAll(tooOld, 'too old resource version: $1 (<oldest>)')
    return [...generated].reduce((result, [from, to]) => result.replaceAll(from, to), plain)
  }

  function metadata(given: Fields): Fields {
    const { name, generateName, resourceVersion, managedFields } = given
    if (typeof generateName === 'string' && typeof name === 'string' && /[a-z0-9]{5}$/.test(name))
      generated.set(name, `${generateName}<5 letters>`)
    const isList = name === undefined
    return {
      ...given,
      ...(resourceVersion === undefined
        ? {}
        : { resourceVersion: isList ? '<list version>' : versions(String(resourceVersion)) }),
      ...(given.continue === undefined ? {} : { continue: '<continue>' }),
      ...(Array.isArray(managedFields) ? { managedFields: managedFields.toSorted(byManager) } : {}),
    }
  }

  function walk(value: unknown, key: string): unknown {
    if (key === 'serverAddress') return '<address>'
    if (typeof value === 'string') return text(value)
    if (key === 'nodePort' && Number(value) >= lowestNodePort) return '<node port>'
    if (key === 'columnDefinitions' && Array.isArray(value)) return value.map(withoutReference)
    if (Array.isArray(value))
      return value.map((item) => (key === 'cells' && age.test(String(item)) ? '<age>' : walk(item, key)))
    if (!isFields(value)) return value
    const fields = key === 'metadata' ? metadata(value) : key === 'spec' ? withoutAccount(value) : value
    return Object.fromEntries(
      Object.entries(fields)
        // What comes first is numbered first, on both sides.
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .filter(([name]) => !meaningless.includes(name))
        .map(([name, inner]) => [name, walk(inner, name)]),
    )
  }

  return (value) => walk(value, '')
}

const ofDefinition = 'Custom resource definition column'

/** The real server explains the columns of its own kinds with the text of its reference. */
function withoutReference(column: unknown): unknown {
  if (!isFields(column) || String(column.description).startsWith(ofDefinition)) return column
  const { description: _, ...rest } = column
  return rest
}

/** The real server runs without the admission of ServiceAccounts, for which it would need a controller. */
function withoutAccount(spec: Fields): Fields {
  if (spec.serviceAccountName !== 'default') return spec
  const { serviceAccountName: _, serviceAccount: __, ...rest } = spec
  return rest
}

function numbered(what: string): (value: string) => string {
  const known = new Map<string, string>()
  return (value) => {
    const name = known.get(value) ?? `<${what} ${known.size + 1}>`
    known.set(value, name)
    return name
  }
}

const managerKey = (entry: unknown): string => {
  const { manager, operation, subresource, apiVersion } = isFields(entry) ? entry : {}
  return JSON.stringify([operation, manager, subresource, apiVersion])
}
const byManager = (a: unknown, b: unknown) => managerKey(a).localeCompare(managerKey(b))
