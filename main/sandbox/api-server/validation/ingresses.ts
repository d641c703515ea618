/** Ingresses. */
import { isIP } from 'node:net'
import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, oneOf, required, wrong } from './causes.ts'
import { nameCauses, neededName, portCauses, portNameCauses } from './names.ts'

export function ingressCauses(ingress: KubeObject): Cause[] {
  const spec = fieldsAt(ingress, 'spec')
  const { defaultBackend } = spec
  const rules = listAt(spec, 'rules')
  return [
    ...(rules.length === 0 && !isFields(defaultBackend)
      ? [wrong('spec', null, 'either `defaultBackend` or `rules` must be specified')]
      : []),
    ...(isFields(defaultBackend) ? backendCauses(defaultBackend, 'spec.defaultBackend') : []),
    ...rules.flatMap((_, index) => ruleCauses(fieldsAt(rules, index), `spec.rules[${index}]`)),
    ...listAt(spec, 'tls').flatMap((one, index) =>
      listAt(one, 'hosts').flatMap((host, place) =>
        domainCauses(String(host), `spec.tls[${index}].hosts[${place}]`),
      ),
    ),
    ...classCauses(textAt(spec, 'ingressClassName')),
  ]
}

const classCauses = (name: string): Cause[] =>
  name === '' ? [] : nameCauses('spec.ingressClassName', name, 'subdomain')

const domainCauses = (host: string, field: string): Cause[] =>
  nameCauses(field, host, host.includes('*') ? 'wildcard' : 'subdomain')

function ruleCauses(rule: Fields, field: string): Cause[] {
  const host = textAt(rule, 'host')
  const { http } = rule
  const paths = listAt(http, 'paths')
  return [
    ...(isIP(host) === 0 ? [] : [wrong(`${field}.host`, host, 'must be a DNS name, not an IP address')]),
    ...(host === '' || isIP(host) !== 0 ? [] : domainCauses(host, `${field}.host`)),
    ...(isFields(http) && paths.length === 0 ? [required(`${field}.http.paths`)] : []),
    ...paths.flatMap((_, index) => pathCauses(fieldsAt(paths, index), `${field}.http.paths[${index}]`)),
  ]
}

/** Parts that no normalised path has. */
const odd = ['//', '/./', '/../', '%2f', '%2F']
const oddEnds = ['/..', '/.']

function pathCauses({ path = '', pathType, backend }: Fields, field: string): Cause[] {
  const text = String(path)
  const at = `${field}.path`
  const isExact = pathType === 'Exact' || pathType === 'Prefix'
  return [
    ...(pathType === undefined ? [required(`${field}.pathType`, 'pathType must be specified')] : []),
    ...oneOf(`${field}.pathType`, pathType, ['Exact', 'ImplementationSpecific', 'Prefix']),
    ...(isExact && !text.startsWith('/') ? [wrong(at, text, 'must be an absolute path')] : []),
    ...(isExact
      ? odd.filter((part) => text.includes(part)).map((part) => wrong(at, text, `must not contain '${part}'`))
      : []),
    ...(isExact
      ? oddEnds.filter((end) => text.endsWith(end)).map((end) => wrong(at, text, `cannot end with '${end}'`))
      : []),
    ...(pathType === 'ImplementationSpecific' && text !== '' && !text.startsWith('/')
      ? [wrong(at, text, 'must be an absolute path')]
      : []),
    ...backendCauses(fieldsAt({ backend }, 'backend'), `${field}.backend`),
  ]
}

function backendCauses({ service, resource }: Fields, field: string): Cause[] {
  if (isFields(service) && isFields(resource))
    return [wrong(field, '', 'cannot set both resource and service backends')]
  if (isFields(resource)) return []
  if (!isFields(service)) return [wrong(field, '', 'resource or service backend is required')]
  const { name, number } = fieldsAt(service, 'port')
  const hasNumber = number !== undefined && number !== 0
  const named = neededName(`${field}.service.name`, textAt(service, 'name'), 'service')
  if (name && hasNumber) return [...named, wrong(field, '', 'cannot set both port name & port number')]
  if (!name && !hasNumber) return [...named, required(field, 'port name or number is required')]
  return name
    ? [...named, ...portNameCauses(`${field}.service.port.name`, String(name))]
    : [...named, ...portCauses(`${field}.service.port.number`, number)]
}
