/** What is accepted but doubtful, in the words of the real server: clients show it beside the answer. */

import { isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt, textAt } from './fields.ts'
import type { Kind } from './kinds.ts'
import { virtualServiceWarnings } from './virtual-service-validation.ts'

export function warningsAbout(kind: Kind, object: KubeObject): readonly string[] {
  return byKind[`${kind.group}/${kind.kind}`]?.(object) ?? []
}

const byKind: Readonly<Record<string, (object: KubeObject) => readonly string[]>> = {
  'networking.istio.io/VirtualService': virtualServiceWarnings,
  'discovery.k8s.io/EndpointSlice': ({ addressType }) =>
    addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [],
  '/Secret': secret,
  '/Pod': (pod) => pods(fieldsAt(pod, 'spec'), 'spec'),
  'apps/Deployment': template,
  'apps/ReplicaSet': template,
  'apps/StatefulSet': template,
  'apps/DaemonSet': template,
  'batch/Job': template,
}

function template(object: KubeObject): readonly string[] {
  return pods(fieldsAt(object, 'spec', 'template', 'spec'), 'spec.template.spec')
}

function secret({ type, data }: KubeObject): readonly string[] {
  if (type !== 'kubernetes.io/tls') return []
  const isPem = (key: string) => Buffer.from(textAt({ data }, 'data', key), 'base64').includes('-----BEGIN')
  if (!isPem('tls.crt')) return ['tls: failed to find any PEM data in certificate input']
  return isPem('tls.key') ? [] : ['tls: failed to find any PEM data in key input']
}

/** Volumes that no node mounts any more. */
const gone: Readonly<Record<string, string>> = {
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
}

function pods(spec: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  return [
    ...listAt(spec, 'volumes').flatMap((volume, index) =>
      Object.keys(isFields(volume) ? volume : {}).flatMap((source) =>
        gone[source] === undefined ? [] : [`${path}.volumes[${index}].${source}: ${gone[source]}`],
      ),
    ),
    ...['containers', 'initContainers'].flatMap((list) =>
      listAt(spec, list).flatMap((container, index) => containers(container, `${path}.${list}[${index}]`)),
    ),
  ]
}

/** What stands twice in a list in which the later entry wins. */
function containers(container: unknown, path: string): readonly string[] {
  const names = listAt(container, 'env').map((one) => textAt(one, 'name'))
  return names.flatMap((name, index) => {
    const first = names.indexOf(name)
    if (first === index) return []
    return [
      `${path}.env[${index}]: hides previous definition of "${name}", which may be dropped when using apply`,
    ]
  })
}
