/**
 * How the fields of a kind are owned and merged: as a whole, part by part, or item by item. Of built-in kinds it is what
 * the API's own OpenAPI says (x-kubernetes-list-type and -map-type), of custom ones what their schema says.
 */
import { type Fields, isFields } from './fields.ts'
import type { Kind } from './kinds.ts'

export type Structure =
  | { readonly as: 'whole' }
  | { readonly as: 'parts' }
  | { readonly as: 'set' }
  /** `whole`: an item has no parts of its own. */
  | { readonly as: 'items'; readonly keys: readonly string[]; readonly whole?: boolean }

/** The structure of the value that stands at a path of field names (list items add nothing to the path). */
export type StructureOf = (path: readonly string[], value: unknown) => Structure

const whole: Structure = { as: 'whole' }
const parts: Structure = { as: 'parts' }
const set: Structure = { as: 'set' }
const items = (...keys: readonly string[]): Structure => ({ as: 'items', keys })
const wholeItems = (key: string): Structure => ({ as: 'items', keys: [key], whole: true })

/** By name, by the last two names, or by the kind and all names. */
const lists: Readonly<Record<string, Structure>> = {
  containers: items('name'),
  initContainers: items('name'),
  ephemeralContainers: items('name'),
  volumes: items('name'),
  imagePullSecrets: wholeItems('name'),
  schedulingGates: items('name'),
  resourceClaims: items('name'),
  resourceClaimStatuses: items('name'),
  env: items('name'),
  volumeMounts: items('mountPath'),
  volumeDevices: items('devicePath'),
  conditions: items('type'),
  addresses: items('type'),
  hostAliases: items('ip'),
  podIPs: items('ip'),
  topologySpreadConstraints: items('topologyKey', 'whenUnsatisfiable'),
  podCIDRs: set,
  'containers/ports': items('containerPort', 'protocol'),
  'initContainers/ports': items('containerPort', 'protocol'),
  'ephemeralContainers/ports': items('containerPort', 'protocol'),
  'resources/claims': items('name'),
  'metadata/finalizers': set,
  'metadata/ownerReferences': wholeItems('uid'),
  'uncountedTerminatedPods/failed': set,
  'uncountedTerminatedPods/succeeded': set,
  'Service/spec/ports': items('port', 'protocol'),
  'ServiceAccount/imagePullSecrets': whole,
  'ServiceAccount/secrets': wholeItems('name'),
  'Job/status/conditions': whole,
}

const wholeObjects = new Set([
  'selector',
  'labelSelector',
  'namespaceSelector',
  'nodeSelector',
  'scopeSelector',
  'fieldRef',
  'fileKeyRef',
  'resourceFieldRef',
  'configMapKeyRef',
  'secretKeyRef',
  'secretRef',
  'nodePublishSecretRef',
  'roleRef',
  'involvedObject',
  'regarding',
  'related',
  'claimRef',
  'dataSource',
  'nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution',
  'defaultBackend/resource',
  'service/port',
])

/** The rules of one kind. */
export function structureOf(kind: Kind, version: string): StructureOf {
  const schema = kind.definitions?.[version]?.schema
  return (path, value) => {
    if (!kind.custom) return builtInStructure(kind, version, path, value)
    if (path[0] !== 'metadata' && path.length > 0) return customStructure(schema, path, value)
    return metadataStructure(path, value)
  }
}

function metadataStructure(path: readonly string[], value: unknown): Structure {
  if (Array.isArray(value)) return lists[path.join('/')] ?? whole
  return isFields(value) ? parts : whole
}

function builtInStructure(kind: Kind, version: string, path: readonly string[], value: unknown): Structure {
  const name = path.at(-1) ?? ''
  const lastTwo = path.slice(-2).join('/')
  if (Array.isArray(value)) {
    const found = lists[[kind.kind, ...path].join('/')] ?? lists[lastTwo] ?? lists[name] ?? whole
    return found.as === 'items' && !value.every(isFields) ? whole : found
  }
  if (!isFields(value) || wholeObjects.has(name) || wholeObjects.has(lastTwo)) return whole
  return name === 'scaleTargetRef' && version === 'v1' ? whole : parts
}

function customStructure(schema: unknown, path: readonly string[], value: unknown): Structure {
  const here = schemaAt(schema, path)
  if (Array.isArray(value)) {
    const type = here['x-kubernetes-list-type']
    const keys = here['x-kubernetes-list-map-keys']
    if (type === 'set') return set
    if (type === 'map' && Array.isArray(keys)) return items(...keys.map(String))
    return whole
  }
  return isFields(value) && here['x-kubernetes-map-type'] !== 'atomic' ? parts : whole
}

function schemaAt(schema: unknown, path: readonly string[]): Fields {
  let here = isFields(schema) ? schema : {}
  for (const step of path) {
    const inner: unknown = isFields(here.items) ? here.items : here
    const { properties, additionalProperties } = inner as Fields
    const next: unknown = isFields(properties) && step in properties ? properties[step] : additionalProperties
    here = isFields(next) ? next : {}
  }
  return here
}
