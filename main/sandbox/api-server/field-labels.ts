/** Which fields each kind can be selected by; the real server indexes no others. */
import type { KubeObject } from '#shared/model/kube.ts'
import { badRequest } from './api-error.ts'
import { corePath } from './event-versions.ts'
import type { FieldTerm } from './field-selector.ts'
import { textAt } from './fields.ts'
import { type Kind, kindKey } from './kinds.ts'

const always = ['metadata.name', 'metadata.namespace']

const more: Readonly<Record<string, readonly string[]>> = {
  '/pods': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  '/nodes': ['spec.unschedulable'],
  '/namespaces': ['status.phase'],
  '/services': ['spec.clusterIP', 'spec.type'],
  '/secrets': ['type'],
  '/events': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'events.k8s.io/events': [
    'regarding.kind',
    'regarding.namespace',
    'regarding.name',
    'regarding.uid',
    'regarding.apiVersion',
    'regarding.resourceVersion',
    'regarding.fieldPath',
    'reason',
    'reportingController',
    'type',
  ],
  'apps/replicasets': ['status.replicas'],
  'batch/jobs': ['status.successful'],
}

export function checkFieldLabels(kind: Kind, terms: readonly FieldTerm[]): void {
  const known = kind.custom ? undefined : more[`${kind.group}/${kind.plural}`]
  for (const { field } of terms) {
    if (always.includes(field) || known?.includes(field) === true) continue
    throw badRequest(
      kind.custom || known !== undefined
        ? `field label not supported: ${field}`
        : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    )
  }
}

/** What a field label stands for in a stored object. */
export function labelledField(kind: Kind, object: KubeObject, label: string): string {
  if (kindKey(kind) === '/events') return eventField(object, corePath(label))
  return textAt(object, ...label.split('.'))
}

function eventField(event: KubeObject, path: string): string {
  if (path === 'source') return textAt(event, 'source', 'component') || textAt(event, 'reportingComponent')
  return textAt(event, ...path.split('.'))
}
