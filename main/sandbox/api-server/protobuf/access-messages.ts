/** Who may do what. */
import type { Messages } from './field-tables.ts'

export const accessMessages: Messages = {
  ServiceAccount: {
    1: 'metadata ObjectMeta',
    2: 'secrets ObjectReference[]',
    3: 'imagePullSecrets LocalObjectReference[]',
    4: 'automountServiceAccountToken bool?',
  },
  ObjectReference: {
    1: 'kind string',
    2: 'namespace string',
    3: 'name string',
    4: 'uid string',
    5: 'apiVersion string',
    6: 'resourceVersion string',
    7: 'fieldPath string',
  },
  Role: { 1: 'metadata ObjectMeta', 2: 'rules PolicyRule[]' },
  PolicyRule: {
    1: 'verbs string[]',
    2: 'apiGroups string[]',
    3: 'resources string[]',
    4: 'resourceNames string[]',
    5: 'nonResourceURLs string[]',
  },
  ClusterRole: { 1: 'metadata ObjectMeta', 2: 'rules PolicyRule[]', 3: 'aggregationRule AggregationRule' },
  AggregationRule: { 1: 'clusterRoleSelectors LabelSelector[]' },
  RoleBinding: { 1: 'metadata ObjectMeta', 2: 'subjects Subject[]', 3: 'roleRef RoleRef' },
  Subject: { 1: 'kind string', 2: 'apiGroup string', 3: 'name string', 4: 'namespace string' },
  RoleRef: { 1: 'apiGroup string', 2: 'kind string', 3: 'name string' },
  ClusterRoleBinding: { 1: 'metadata ObjectMeta', 2: 'subjects Subject[]', 3: 'roleRef RoleRef' },
}
