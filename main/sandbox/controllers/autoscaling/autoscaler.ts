/** HorizontalPodAutoscalers (autoscaling/v2) as their controller reads them, with the API's defaults filled in. */
import type { Condition, KubeObject } from '#shared/model/kube.ts'

export interface Autoscaler extends KubeObject {
  spec: {
    scaleTargetRef: { apiVersion?: string; kind: string; name: string }
    minReplicas?: number
    maxReplicas: number
    metrics?: MetricSpec[]
    behavior?: { scaleUp?: ScalingRules; scaleDown?: ScalingRules }
  }
  status?: AutoscalerStatus
}

export interface AutoscalerStatus {
  currentReplicas?: number
  desiredReplicas: number
  lastScaleTime?: string
  currentMetrics?: MetricStatus[] | null
  conditions?: Condition[]
}

export interface MetricTarget {
  type: string
  averageUtilization?: number
  averageValue?: string
}

export interface MetricSpec {
  type: string
  resource?: { name: string; target: MetricTarget }
  containerResource?: { name: string; container: string; target: MetricTarget }
}

interface CurrentValue {
  averageUtilization?: number
  averageValue: string
}

/** Empty where the value could not be found out. */
export interface MetricStatus {
  type: string
  resource?: { name: string; current: CurrentValue }
  containerResource?: { name: string; container: string; current: CurrentValue }
}

interface ScalingRules {
  stabilizationWindowSeconds?: number
  selectPolicy?: 'Max' | 'Min' | 'Disabled'
  policies?: ScalingPolicy[]
  tolerance?: string
}

export interface ScalingPolicy {
  type: 'Pods' | 'Percent'
  value: number
  periodSeconds: number
}

export const minReplicasOf = ({ spec }: Autoscaler) => spec.minReplicas ?? 1

const cpuAt80: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
}

export const metricsOf = ({ spec }: Autoscaler): readonly MetricSpec[] =>
  spec.metrics === undefined || spec.metrics.length === 0 ? [cpuAt80] : spec.metrics
