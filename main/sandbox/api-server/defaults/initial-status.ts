/** The status that an object starts with; whatever the client sent as its status is dropped, except for Nodes. */

import type { Fields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt } from '../fields.ts'
import type { Kind } from '../kinds.ts'
import { containerLists } from './pod-defaults.ts'

export function initialStatus(kind: Kind, object: KubeObject): Fields | undefined {
  switch (`${kind.group}/${kind.kind}`) {
    case '/Node':
      return fieldsAt(object, 'status')
    case '/Pod':
      return { phase: 'Pending', qosClass: qosClassOf(fieldsAt(object, 'spec')) }
    case '/Namespace':
      return { phase: 'Active' }
    case '/PersistentVolume':
      return { phase: 'Pending', lastPhaseTransitionTime: object.metadata.creationTimestamp }
    case '/PersistentVolumeClaim':
      return { phase: 'Pending' }
    case '/Service':
    case '/ResourceQuota':
    case 'apps/Deployment':
    case 'apps/ReplicaSet':
    case 'apps/StatefulSet':
    case 'apps/DaemonSet':
    case 'batch/Job':
    case 'batch/CronJob':
    case 'networking.k8s.io/Ingress':
    case 'policy/PodDisruptionBudget':
    case 'autoscaling/HorizontalPodAutoscaler':
      return {}
    default:
      return undefined
  }
}

export function qosClassOf(spec: Fields): string {
  const all = containerLists.flatMap((list) => listAt(spec, list)).map((one) => fieldsAt(one, 'resources'))
  const kinds = all.map(({ limits = {}, requests = {} }) => {
    const given = { ...(limits as Fields), ...(requests as Fields) }
    if (Object.keys(given).length === 0) return 'BestEffort'
    const full = ['cpu', 'memory'].every((name) => {
      const limit = fieldsAt({ limits }, 'limits')[name]
      return limit !== undefined && (fieldsAt({ requests }, 'requests')[name] ?? limit) === limit
    })
    return full ? 'Guaranteed' : 'Burstable'
  })
  const [first = 'BestEffort'] = kinds
  return kinds.every((one) => one === first) ? first : 'Burstable'
}
