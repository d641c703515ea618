/**
 * Writes the sandbox's table of the built-in types anew, from a real API server:
 *
 *     ../shared/envtest/start FOLDER &
 *     node scripts/record-types.ts FOLDER/kubeconfig
 *
 * Names, types and ways to merge come from its OpenAPI document. How Go names the types, which that does not tell, comes
 * out of refusals: every field is once sent a value that it cannot hold (as a dry run).
 */
import { readFile, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { parse } from 'yaml'
import { builtInKinds, type Kind, reviewKinds } from '../main/sandbox/api-server/kinds.ts'
import { projectFolder } from './project-folder.ts'

const target = join(projectFolder, 'main/sandbox/api-server/types/built-in-types.ts')

const noObject = '/api/v1/namespaces/default/configmaps/none'
/** Read from bodies and stored nowhere. */
const bodies = [
  'autoscaling.v1.Scale',
  'core.v1.Binding',
  'policy.v1.Eviction',
  'authentication.v1.TokenRequest',
]

interface Property {
  readonly type?: string
  readonly format?: string
  readonly $ref?: string
  readonly items?: Property
  readonly additionalProperties?: Property
  readonly enum?: readonly string[]
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
  readonly 'x-kubernetes-patch-merge-key'?: string
  readonly 'x-kubernetes-patch-strategy'?: string
}
interface Definition extends Property {
  readonly properties?: Readonly<Record<string, Property>>
  readonly required?: readonly string[]
}
type Send = (method: string, path: string, body?: unknown) => Promise<{ message?: string }>

const [kubeconfig = ''] = process.argv.slice(2)
const send = await connected(kubeconfig)
const document = (await send('GET', '/openapi/v2')) as { definitions: Record<string, Definition> }
const definitions = new Map(
  Object.entries(document.definitions).map(([name, definition]) => [shortName(name), definition]),
)
const written = new Map<string, string>()

/** `io.k8s.api.core.v1.Pod` is `core.v1.Pod`. */
function shortName(name: string): string {
  return name.split('.').slice(-3).join('.')
}

function typeOfKind({ group, kind }: Kind, version: string): string {
  return `${group === '' ? 'core' : group.split('.')[0]}.${version}.${kind}`
}

type Probe = (wrap: (value: unknown) => object, value: unknown) => Promise<string | undefined>

/** What the server says of a value that cannot be decoded, at the end of a path. */
function prober({ group, plural, kind, namespaced }: Kind, version: string): Probe {
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const path = `${base}${namespaced ? '/namespaces/default' : ''}/${plural}?dryRun=All`
  const head = { apiVersion: group === '' ? version : `${group}/${version}`, kind }
  return async (wrap, value) => (await send('POST', path, { ...head, ...wrap(value) })).message
}

async function record(
  name: string,
  probe: Probe,
  wrap: (inner: unknown) => unknown = (inner) => inner,
): Promise<void> {
  const definition = definitions.get(name)
  if (definition?.properties === undefined || written.has(name)) return
  written.set(name, '')
  const fields: string[] = []
  for (const [field, property] of Object.entries(definition.properties)) {
    const at = (value: unknown) => wrap({ [field]: value }) as object
    const required = definition.required?.includes(field) === true ? ['required'] : []
    const said = await probe(at, wrongFor(property))
    fields.push(
      [
        field,
        typeText(property, name),
        ...required,
        ...mergeWords(property),
        ...goWords(property, said),
      ].join(' '),
    )
    const inner = property.items ?? property.additionalProperties ?? property
    if (inner.$ref === undefined) continue
    const around = (value: unknown) =>
      at(property.items ? [value] : property.additionalProperties ? { any: value } : value)
    await record(shortName(inner.$ref), probe, around)
  }
  const atomic = definition['x-kubernetes-map-type'] === 'atomic' ? ['atomic'] : []
  written.set(name, [...atomic, ...fields].join('; '))
}

const wrongFor = ({ type }: Property) => (type === 'integer' || type === 'number' ? 'x' : 1)

const scalars: Readonly<Record<string, string>> = {
  'resource.Quantity': 'Quantity',
  'intstr.IntOrString': 'IntOrString',
  'v1.Time': 'Time',
  'v1.MicroTime': 'MicroTime',
}

function baseText({ $ref, type = '', format = '' }: Property, within: string): string {
  if ($ref !== undefined) {
    const name = shortName($ref)
    const last = name.split('.').slice(-2).join('.')
    if (scalars[last] !== undefined) return scalars[last]
    if (definitions.get(name)?.properties === undefined) return 'any'
    const [group, version] = within.split('.')
    return name.startsWith(`${group}.${version}.`) ? (name.split('.')[2] ?? '') : name
  }
  if (type === 'string') return format === 'byte' ? 'bytes' : 'string'
  if (type === 'integer' || type === 'number') return format
  return type === 'boolean' ? 'bool' : 'any'
}

function typeText(property: Property, within: string): string {
  const { items, additionalProperties } = property
  if (items !== undefined) {
    const keys = property['x-kubernetes-list-map-keys'] ?? []
    const isSet = property['x-kubernetes-list-type'] === 'set'
    return `${typeText(items, within)}[${isSet ? 'set' : keys.join(',')}]`
  }
  if (additionalProperties !== undefined) return `${typeText(additionalProperties, within)}{}`
  return baseText(property, within)
}

function mergeWords(property: Property): string[] {
  const strategies = property['x-kubernetes-patch-strategy']?.split(',') ?? []
  const key = property['x-kubernetes-patch-merge-key']
  return [
    ...(property['x-kubernetes-map-type'] === 'atomic' ? ['atomic'] : []),
    ...(strategies.includes('merge') ? [key === undefined ? 'merge' : `merge=${key}`] : []),
    ...(strategies.includes('retainKeys') ? ['retainKeys'] : []),
    ...(strategies.includes('replace') ? ['replace'] : []),
    ...(property.enum === undefined ? [] : [`enum=${property.enum.join('|')}`]),
  ]
}

/** Go's name of the type where it is not that of the table, and of the struct that holds the field inside of its own. */
function goWords(property: Property, said = ''): string[] {
  const [, path = '', type = ''] = /Go struct field (\S+) of type ([^(]+)$/.exec(said) ?? []
  const holder = path.split('.').slice(1).at(-2) ?? ''
  return [
    ...(type === '' || type === goName(property) ? [] : [`go=${type}`]),
    ...(/^[A-Z]/.test(holder) ? [`in=${holder}`] : []),
  ]
}

function goName(property: Property): string {
  const { items, additionalProperties, $ref } = property
  if (items !== undefined) return `[]${goName(items)}`
  if (additionalProperties !== undefined) return `map[string]${goName(additionalProperties)}`
  if ($ref === undefined)
    return baseText(property, '').replace('double', 'float64').replace('bytes', '[]uint8')
  const name = shortName($ref).split('.').slice(-2).join('.')
  return name === 'v1.Time' || name === 'v1.MicroTime'
    ? 'string'
    : name === 'intstr.IntOrString'
      ? 'int32'
      : name
}

function tableText(): string {
  const lines = [...written]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `  '${name}':\n    '${text}',`)
  return `/**
 * The fields of the built-in types, as Kubernetes 1.35 has them; written by scripts/record-types.ts. Read by types.ts,
 * which tells what the words mean.
 */
export const builtInTypes: Readonly<Record<string, string>> = {
${lines.join('\n')}
}
`
}

async function connected(file: string): Promise<Send> {
  const { clusters, users } = parse(await readFile(file, 'utf8'))
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster
  const agent = new Agent({ keepAlive: true, ca: Buffer.from(ca, 'base64') })
  const headers = { authorization: `Bearer ${users[0].user.token}`, 'content-type': 'application/json' }
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body)
      const sent = { ...headers, 'content-length': Buffer.byteLength(text) }
      const asked = request(`${server}${path}`, { method, agent, headers: sent }, async (response) => {
        const chunks = await response.toArray()
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')))
      })
      asked.once('error', reject)
      asked.end(text)
    })
}

for (const kind of [...builtInKinds, ...reviewKinds])
  for (const version of kind.versions) await record(typeOfKind(kind, version), prober(kind, version))
await record(
  'meta.v1.DeleteOptions',
  async (wrap, value) => (await send('DELETE', noObject, wrap(value))).message,
)
for (const name of bodies) await record(name, async () => undefined)
await writeFile(target, tableText())
process.stdout.write(`${written.size} types in ${target}\n`)
