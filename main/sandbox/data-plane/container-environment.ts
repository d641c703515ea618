/** The variables that a container's programs find: those of its spec, and of the services that were there before it. */
import type { Container, Pod, Service } from '#shared/model/kube.ts'
import { expanded } from './load/program-arguments.ts'

type Values = Readonly<Record<string, string>>

export interface ValueSources {
  /** Of the pod's namespace; undefined where there is none. */
  secretOf(name: string): Promise<Values | undefined>
  configMapOf(name: string): Promise<Values | undefined>
  /** `metadata.name`, `status.podIP`, …; undefined for what is not known. */
  fieldOf(path: string): string | undefined
}

interface KeyRef {
  name: string
  key: string
  optional?: boolean
}
interface Variable {
  name: string
  value?: string
  valueFrom?: { secretKeyRef?: KeyRef; configMapKeyRef?: KeyRef; fieldRef?: { fieldPath: string } }
}
interface VariablesFrom {
  prefix?: string
  configMapRef?: { name: string; optional?: boolean }
  secretRef?: { name: string; optional?: boolean }
}

/** Rejects where a ConfigMap, a Secret or a key is missing, which keeps a real container from being made. */
export async function environmentOf(
  { env, envFrom }: Container,
  sources: ValueSources,
): Promise<Map<string, string>> {
  const known = new Map<string, string>()
  for (const from of (envFrom ?? []) as VariablesFrom[])
    for (const [name, value] of Object.entries(await valuesFrom(from, sources))) known.set(name, value)
  for (const variable of (env ?? []) as Variable[]) {
    const value = await valueOfVariable(variable, sources)
    if (value !== undefined) known.set(variable.name, expanded(value, known))
  }
  return known
}

async function valuesFrom(
  { prefix = '', configMapRef, secretRef }: VariablesFrom,
  { configMapOf, secretOf }: ValueSources,
): Promise<Values> {
  const ref = configMapRef ?? secretRef
  if (ref === undefined) return {}
  const values = await (configMapRef === undefined ? secretOf : configMapOf)(ref.name)
  if (values === undefined && !ref.optional)
    throw new Error(`${configMapRef === undefined ? 'secret' : 'configmap'} "${ref.name}" not found`)
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [prefix + name, value]))
}

async function valueOfVariable(
  { value, valueFrom }: Variable,
  sources: ValueSources,
): Promise<string | undefined> {
  const { secretKeyRef, configMapKeyRef, fieldRef } = valueFrom ?? {}
  const ref = secretKeyRef ?? configMapKeyRef
  if (ref !== undefined) {
    const isSecret = secretKeyRef !== undefined
    const found = (await (isSecret ? sources.secretOf : sources.configMapOf)(ref.name))?.[ref.key]
    if (found === undefined && !ref.optional)
      throw new Error(`couldn't find key ${ref.key} in ${isSecret ? 'Secret' : 'ConfigMap'} ${ref.name}`)
    return found
  }
  return fieldRef === undefined ? (value ?? '') : sources.fieldOf(fieldRef.fieldPath)
}

/** What the downward API tells of a pod. */
export function fieldOfPod({ metadata, spec, status }: Pod, path: string): string | undefined {
  const [, list, key = ''] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? []
  if (list === 'labels') return metadata.labels?.[key] ?? ''
  if (list === 'annotations') return metadata.annotations?.[key] ?? ''
  const fields: Readonly<Record<string, unknown>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName ?? 'default',
    'status.podIP': status?.podIP,
    'status.podIPs': status?.podIP,
    'status.hostIP': status?.hostIP,
    'status.hostIPs': status?.hostIP,
  }
  const value = fields[path]
  return typeof value === 'string' ? value : undefined
}

/** As a kubelet makes them of the services of the namespace, and of `default/kubernetes`. */
export function serviceVariables(services: readonly Service[]): Map<string, string> {
  const variables = new Map<string, string>()
  for (const { metadata, spec } of services) {
    const address = spec.clusterIP
    const [first] = spec.ports ?? []
    if (address === undefined || address === '' || address === 'None' || first === undefined) continue
    const name = metadata.name.toUpperCase().replaceAll('-', '_')
    variables.set(`${name}_SERVICE_HOST`, address)
    variables.set(`${name}_SERVICE_PORT`, String(first.port))
    for (const port of spec.ports ?? []) {
      if (port.name !== undefined)
        variables.set(
          `${name}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`,
          String(port.port),
        )
    }
    const urlOf = (port: typeof first) =>
      `${(port.protocol ?? 'TCP').toLowerCase()}://${address}:${port.port}`
    variables.set(`${name}_PORT`, urlOf(first))
    for (const port of spec.ports ?? []) {
      const own = `${name}_PORT_${port.port}_${port.protocol ?? 'TCP'}`
      variables.set(own, urlOf(port))
      variables.set(`${own}_PROTO`, (port.protocol ?? 'TCP').toLowerCase())
      variables.set(`${own}_PORT`, String(port.port))
      variables.set(`${own}_ADDR`, address)
    }
  }
  return variables
}
