/**
 * What an object of a kind has before anything is said: parts that are always there. Who creates an object owns what it
 * adds to them, so a `.` in `managedFields` stands only where the part itself came with the object.
 */
import type { KubeObject } from '#shared/model/kube.ts'
import { type Kind, kindKey } from './kinds.ts'

const podTemplate = { metadata: {}, spec: { containers: [] } }

const specs: Readonly<Record<string, object>> = {
  '/pods': { containers: [] },
  'apps/deployments': { template: podTemplate, strategy: {} },
  'apps/replicasets': { template: podTemplate },
  'apps/daemonsets': { template: podTemplate, updateStrategy: {} },
  'apps/statefulsets': { template: podTemplate, updateStrategy: {}, serviceName: '' },
  'batch/jobs': { template: podTemplate },
  'batch/cronjobs': { jobTemplate: { metadata: {}, spec: { template: podTemplate } } },
  '/persistentvolumeclaims': { resources: {} },
  'networking.k8s.io/networkpolicies': { podSelector: {} },
  'autoscaling/horizontalpodautoscalers': { scaleTargetRef: {} },
  'apiextensions.k8s.io/customresourcedefinitions': { names: {} },
}

/** Of both groups; a field that only one of them has is nothing in the other. */
const event = {
  ...{ source: {}, firstTimestamp: null, lastTimestamp: null },
  ...{ deprecatedSource: {}, deprecatedFirstTimestamp: null, deprecatedLastTimestamp: null },
  ...{ eventTime: null, reportingComponent: '', reportingInstance: '' },
}

/** What is beside spec and status. */
const contents: Readonly<Record<string, object>> = {
  'discovery.k8s.io/endpointslices': { endpoints: null, ports: null },
  'rbac.authorization.k8s.io/roles': { rules: null },
  'rbac.authorization.k8s.io/clusterroles': { rules: null },
  'rbac.authorization.k8s.io/rolebindings': { roleRef: {} },
  'rbac.authorization.k8s.io/clusterrolebindings': { roleRef: {} },
}

export function zeroObject(kind: Kind): KubeObject {
  const identity = { apiVersion: '', kind: kind.kind, metadata: { name: '' } }
  if (kind.custom) return identity
  if (kindKey(kind) === '/events') return { ...identity, ...event }
  const key = kindKey(kind)
  return { ...identity, ...contents[key], spec: specs[key] ?? {}, status: {} } as KubeObject
}
