/** HorizontalPodAutoscalers. */
import type { Messages } from './field-tables.ts'

export const autoscalerMessages: Messages = {
  /** autoscaling/v2; v1 is told apart by the API version of the envelope. */
  HorizontalPodAutoscaler: { 1: 'metadata ObjectMeta', 2: 'spec HorizontalPodAutoscalerSpec' },
  HorizontalPodAutoscalerSpec: {
    1: 'scaleTargetRef CrossVersionObjectReference',
    2: 'minReplicas int?',
    3: 'maxReplicas int',
    4: 'metrics MetricSpec[]',
    5: 'behavior HorizontalPodAutoscalerBehavior',
  },
  HorizontalPodAutoscalerV1: { 1: 'metadata ObjectMeta', 2: 'spec HorizontalPodAutoscalerV1Spec' },
  HorizontalPodAutoscalerV1Spec: {
    1: 'scaleTargetRef CrossVersionObjectReference',
    2: 'minReplicas int?',
    3: 'maxReplicas int',
    4: 'targetCPUUtilizationPercentage int?',
  },
  CrossVersionObjectReference: { 1: 'kind string', 2: 'name string', 3: 'apiVersion string' },
  MetricSpec: {
    1: 'type string',
    2: 'object ObjectMetricSource',
    3: 'pods PodsMetricSource',
    4: 'resource ResourceMetricSource',
    5: 'external ExternalMetricSource',
    7: 'containerResource ContainerResourceMetricSource',
  },
  ObjectMetricSource: {
    1: 'describedObject CrossVersionObjectReference',
    2: 'target MetricTarget',
    3: 'metric MetricIdentifier',
  },
  MetricTarget: {
    1: 'type string',
    2: 'value Quantity',
    3: 'averageValue Quantity',
    4: 'averageUtilization int?',
  },
  MetricIdentifier: { 1: 'name string', 2: 'selector LabelSelector' },
  PodsMetricSource: { 1: 'metric MetricIdentifier', 2: 'target MetricTarget' },
  ResourceMetricSource: { 1: 'name string', 2: 'target MetricTarget' },
  ExternalMetricSource: { 1: 'metric MetricIdentifier', 2: 'target MetricTarget' },
  ContainerResourceMetricSource: { 1: 'name string', 2: 'target MetricTarget', 3: 'container string' },
  HorizontalPodAutoscalerBehavior: { 1: 'scaleUp HPAScalingRules', 2: 'scaleDown HPAScalingRules' },
  HPAScalingRules: {
    1: 'selectPolicy string?',
    2: 'policies HPAScalingPolicy[]',
    3: 'stabilizationWindowSeconds int?',
    4: 'tolerance Quantity',
  },
  HPAScalingPolicy: { 1: 'type string', 2: 'value int', 3: 'periodSeconds int' },
}
