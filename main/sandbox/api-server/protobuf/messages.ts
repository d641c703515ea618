/** All messages that are read, with those of objects in general. */
import { accessMessages } from './access-messages.ts'
import { autoscalerMessages } from './autoscaler-messages.ts'
import { containerMessages } from './container-messages.ts'
import type { Messages } from './field-tables.ts'
import { jobMessages } from './job-messages.ts'
import { networkMessages } from './network-messages.ts'
import { podMessages } from './pod-messages.ts'
import { volumeMessages } from './volume-messages.ts'

const object = (spec: string) => ({ 1: 'metadata ObjectMeta', 2: `spec ${spec}` })

export const messages: Messages = {
  ...podMessages,
  ...containerMessages,
  ...volumeMessages,
  ...jobMessages,
  ...autoscalerMessages,
  ...networkMessages,
  ...accessMessages,

  ObjectMeta: {
    1: 'name string',
    2: 'generateName string',
    3: 'namespace string',
    4: 'selfLink ignored',
    5: 'uid string',
    6: 'resourceVersion string',
    7: 'generation int',
    8: 'creationTimestamp Time',
    9: 'deletionTimestamp Time',
    10: 'deletionGracePeriodSeconds int?',
    11: 'labels map',
    12: 'annotations map',
    13: 'ownerReferences OwnerReference[]',
    14: 'finalizers string[]',
    17: 'managedFields ignored',
  },
  OwnerReference: {
    1: 'kind string',
    3: 'name string',
    4: 'uid string',
    5: 'apiVersion string',
    6: 'controller bool?',
    7: 'blockOwnerDeletion bool?',
  },
  LabelSelector: { 1: 'matchLabels map', 2: 'matchExpressions LabelSelectorRequirement[]' },
  LabelSelectorRequirement: { 1: 'key string', 2: 'operator string', 3: 'values string[]' },

  ConfigMap: { 1: 'metadata ObjectMeta', 2: 'data map', 3: 'binaryData bytesmap', 4: 'immutable bool?' },
  Secret: {
    1: 'metadata ObjectMeta',
    2: 'data bytesmap',
    3: 'type string',
    4: 'stringData map',
    5: 'immutable bool?',
  },
  Namespace: object('NamespaceSpec'),
  NamespaceSpec: { 1: 'finalizers string[]' },
  Pod: object('PodSpec'),
  Deployment: object('DeploymentSpec'),
  DeploymentSpec: {
    1: 'replicas int?',
    2: 'selector LabelSelector',
    3: 'template PodTemplateSpec',
    4: 'strategy DeploymentStrategy',
    5: 'minReadySeconds int',
    6: 'revisionHistoryLimit int?',
    7: 'paused bool',
    9: 'progressDeadlineSeconds int?',
  },
  DeploymentStrategy: { 1: 'type string', 2: 'rollingUpdate RollingUpdateDeployment' },
  RollingUpdateDeployment: { 1: 'maxUnavailable IntOrString?', 2: 'maxSurge IntOrString?' },
  Quantity: { 1: 'string string' },

  ResourceQuota: { 1: 'metadata ObjectMeta', 2: 'spec ResourceQuotaSpec' },
  ResourceQuotaSpec: { 1: 'hard quantities', 2: 'scopes string[]', 3: 'scopeSelector ScopeSelector' },
  ScopeSelector: { 1: 'matchExpressions ScopedResourceSelectorRequirement[]' },
  ScopedResourceSelectorRequirement: { 1: 'scopeName string', 2: 'operator string', 3: 'values string[]' },
  PodDisruptionBudget: { 1: 'metadata ObjectMeta', 2: 'spec PodDisruptionBudgetSpec' },
  PodDisruptionBudgetSpec: {
    1: 'minAvailable IntOrString?',
    2: 'selector LabelSelector',
    3: 'maxUnavailable IntOrString?',
    4: 'unhealthyPodEvictionPolicy string?',
  },

  SelfSubjectAccessReview: object('SelfSubjectAccessReviewSpec'),
  SelfSubjectAccessReviewSpec: {
    1: 'resourceAttributes ResourceAttributes',
    2: 'nonResourceAttributes NonResourceAttributes',
  },
  ResourceAttributes: {
    1: 'namespace string',
    2: 'verb string',
    3: 'group string',
    4: 'version string',
    5: 'resource string',
    6: 'subresource string',
    7: 'name string',
  },
  NonResourceAttributes: { 1: 'path string', 2: 'verb string' },
  SelfSubjectRulesReview: object('SelfSubjectRulesReviewSpec'),
  SelfSubjectRulesReviewSpec: { 1: 'namespace string' },
  SelfSubjectReview: { 1: 'metadata ObjectMeta' },
  DeleteOptions: {
    1: 'gracePeriodSeconds int?',
    2: 'preconditions Preconditions',
    3: 'orphanDependents bool?',
    4: 'propagationPolicy string',
    5: 'dryRun string[]',
  },
  Preconditions: { 1: 'uid string', 2: 'resourceVersion string' },
}
