/** Services. */
import { isIP } from 'node:net'
import type { Fields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, duplicate, forbidden, oneOf, required, wrong } from './causes.ts'
import { labelCauses, nameCauses, portCauses, portReferenceCauses } from './names.ts'

const isExternal = ({ type }: Fields) => type === 'NodePort' || type === 'LoadBalancer'

export function serviceCauses(service: KubeObject, before: KubeObject | undefined): Cause[] {
  const spec = fieldsAt(service, 'spec')
  const { clusterIP, type } = spec
  const isNamed = type === 'ExternalName'
  return [
    ...(listAt(spec, 'ports').length === 0 && !isNamed && clusterIP !== 'None'
      ? [required('spec.ports')]
      : []),
    ...(clusterIP === 'None' && isExternal(spec)
      ? [wrong('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)]
      : []),
    ...(isNamed ? externalNameCauses(textAt(spec, 'externalName')) : []),
    ...portsCauses(spec),
    ...labelCauses(spec.selector, 'spec.selector'),
    ...oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']),
    ...listAt(spec, 'externalIPs').flatMap((address, index) =>
      isIP(String(address)) === 0 ? [wrong(`spec.externalIPs[${index}]`, address, addressText)] : [],
    ),
    ...oneOf('spec.type', type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
    ...nodePortCauses(spec),
    ...trafficCauses(spec),
    ...(isNamed ? [] : addressCauses(spec, before)),
  ]
}

export const addressText = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'

function externalNameCauses(name: string): Cause[] {
  const text = name.endsWith('.') ? name.slice(0, -1) : name
  return text === '' ? [required('spec.externalName')] : nameCauses('spec.externalName', text, 'subdomain')
}

function portsCauses(spec: Fields): Cause[] {
  const ports = listAt(spec, 'ports')
  const names = ports.map((port) => textAt(port, 'name'))
  const keys = ports.map((port) => `${textAt(port, 'protocol')} ${textAt(port, 'port')}`)
  const each = ports.flatMap((_, index) => {
    const at = `spec.ports[${index}]`
    const { port, protocol, targetPort } = fieldsAt(ports, index)
    const name = names[index] ?? ''
    return [
      ...(name === '' && ports.length > 1 ? [required(`${at}.name`)] : []),
      ...(name === '' ? [] : nameCauses(`${at}.name`, name, 'label')),
      ...(name !== '' && names.indexOf(name) < index ? [duplicate(`${at}.name`, name)] : []),
      ...portCauses(`${at}.port`, port ?? 0),
      ...oneOf(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']),
      ...portReferenceCauses(`${at}.targetPort`, targetPort),
    ]
  })
  const twice = keys.flatMap((key, index) => {
    const { port, protocol } = fieldsAt(ports, index)
    const within = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }
    return keys.indexOf(key) < index ? [duplicate(`spec.ports[${index}]`, within)] : []
  })
  return [...each, ...twice]
}

const [lowestNodePort, highestNodePort] = [30_000, 32_767]

function nodePortCauses(spec: Fields): Cause[] {
  return listAt(spec, 'ports').flatMap((port, index) => {
    const at = `spec.ports[${index}].nodePort`
    const { nodePort } = fieldsAt({ port }, 'port')
    if (!nodePort) return []
    if (spec.type === 'ClusterIP') return [forbidden(at, "may not be used when `type` is 'ClusterIP'")]
    const fits = Number(nodePort) >= lowestNodePort && Number(nodePort) <= highestNodePort
    const range = `${lowestNodePort}-${highestNodePort}`
    return fits || !isExternal(spec)
      ? []
      : [wrong(at, nodePort, `provided port is not in the valid range. The range of valid ports is ${range}`)]
  })
}

const policies = ['Cluster', 'Local']

function trafficCauses(spec: Fields): Cause[] {
  const { externalTrafficPolicy, internalTrafficPolicy } = spec
  const outside =
    isExternal(spec) || listAt(spec, 'externalIPs').length > 0 || externalTrafficPolicy === undefined
      ? oneOf('spec.externalTrafficPolicy', externalTrafficPolicy, policies)
      : [
          wrong(
            'spec.externalTrafficPolicy',
            externalTrafficPolicy,
            'may only be set for externally-accessible services',
          ),
        ]
  return [...outside, ...oneOf('spec.internalTrafficPolicy', internalTrafficPolicy, policies)]
}

function addressCauses(spec: Fields, before: KubeObject | undefined): Cause[] {
  const address = textAt(spec, 'clusterIP')
  const previous = before === undefined ? '' : textAt(before, 'spec', 'clusterIP')
  if (previous !== '' && address !== previous)
    return [wrong('spec.clusterIPs[0]', [address], 'may not change once set')]
  if (address === '' || address === 'None' || isIP(address) !== 0) return []
  return [wrong('spec.clusterIPs[0]', address, addressText)]
}
