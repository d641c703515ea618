/** What a pod and a pod template are given where they say nothing. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { fieldsAt } from '../fields.ts'
import { withContainerDefaults } from './container-defaults.ts'
import { or, withItems, withPart } from './given-or.ts'
import { canonicalQuantities } from './quantities.ts'
import { withVolumeDefaults } from './volume-defaults.ts'

export const containerLists = ['containers', 'initContainers'] as const

/** The `spec.template` of a workload. */
export function withTemplate(spec: Fields): Fields {
  if (!isFields(spec.template)) return spec
  const { template } = spec
  return {
    ...spec,
    template: { metadata: {}, ...template, spec: withPodSpecDefaults(fieldsAt(template, 'spec')) },
  }
}

function withPodSpecDefaults(spec: Fields): Fields {
  let result = or(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  })
  // The old name of the same field is kept in step, for old clients.
  const account = spec.serviceAccountName ?? spec.serviceAccount
  if (account !== undefined) Object.assign(result, { serviceAccountName: account, serviceAccount: account })
  for (const list of containerLists) result = withItems(result, list, withContainerDefaults)
  if (spec.hostNetwork === true)
    for (const list of containerLists) result = withItems(result, list, withHostPorts)
  if (isFields(spec.overhead)) result.overhead = canonicalQuantities(spec.overhead)
  return withItems(result, 'volumes', withVolumeDefaults)
}

/** On the network of the node, a port of a container is one of the node. */
const withHostPorts = (container: Fields): Fields =>
  withItems(container, 'ports', (port) => or(port, { hostPort: port.containerPort }))

/** A pod has more than a template: it asks for what it is limited to. */
export function withPodDefaults(spec: Fields): Fields {
  let result = withPodSpecDefaults(or(spec, { enableServiceLinks: true }))
  for (const list of containerLists)
    result = withItems(result, list, (container) => withPart(container, 'resources', withRequests))
  return result
}

function withRequests(resources: Fields): Fields {
  if (!isFields(resources.limits)) return resources
  return { ...resources, requests: { ...resources.limits, ...fieldsAt(resources, 'requests') } }
}
