/** From Flagger's way of saying the steps to the list of weights that the canary passes through. */
import type { CanaryMetric, CanaryPlan } from '../model/canary.ts'

interface WeightOptions {
  readonly stepWeight?: number | undefined
  readonly stepWeights?: readonly number[] | undefined
  readonly maxWeight?: number | undefined
}

const cap = (weight: number) => Math.min(Math.max(Math.round(weight), 0), 100)

/** Ascending, each once, never past the maximum (Flagger overshoots: 45 by 20 gives it 20, 40, 60). */
export function stepWeightsOf({ stepWeight, stepWeights, maxWeight }: WeightOptions): number[] {
  if (stepWeights !== undefined && stepWeights.length > 0) {
    const top = cap(maxWeight ?? 100)
    const weights = stepWeights.map((weight) => Math.min(cap(weight), top)).filter((weight) => weight > 0)
    return [...new Set(weights)].sort((a, b) => a - b)
  }
  const top = cap(maxWeight === undefined || maxWeight === 0 ? 100 : maxWeight)
  const step = Math.max(cap(stepWeight ?? defaults.stepWeight), 1)
  const weights: number[] = []
  for (let weight = step; weight < top; weight += step) weights.push(weight)
  return [...weights, top]
}

export interface PlanOptions {
  readonly intervalSeconds?: number | undefined
  readonly stepWeight?: number | undefined
  readonly maxWeight?: number | undefined
  readonly threshold?: number | undefined
  readonly minSuccessRate?: number | undefined
  readonly maxDurationMs?: number | undefined
  readonly metricWindowSeconds?: number | undefined
}

const defaults = {
  intervalSeconds: 60,
  threshold: 5,
  stepWeight: 10,
  minSuccessRate: 99,
  maxDurationMs: 500,
  progressDeadlineSeconds: 600,
} as const

/** As long as the steps, so that a step is judged by its own requests, within what a scrape every 15 s can fill. */
const windowFor = (intervalSeconds: number) => Math.min(Math.max(intervalSeconds, 30), 60)

/** What is flown when nobody gives a spec; the thresholds are those of Flagger's tutorials. */
export function planOf(
  target: string,
  service: { readonly name: string; readonly port: number },
  options: PlanOptions = {},
): CanaryPlan {
  const intervalSeconds = options.intervalSeconds ?? defaults.intervalSeconds
  const window = { intervalSeconds: options.metricWindowSeconds ?? windowFor(intervalSeconds) }
  const metrics: CanaryMetric[] = [
    { name: 'request-success-rate', min: options.minSuccessRate ?? defaults.minSuccessRate, ...window },
    { name: 'request-duration', max: options.maxDurationMs ?? defaults.maxDurationMs, ...window },
  ]
  return {
    targetName: target,
    serviceName: service.name,
    servicePort: service.port,
    intervalSeconds,
    threshold: options.threshold ?? defaults.threshold,
    stepWeights: stepWeightsOf(options),
    metrics,
    progressDeadlineSeconds: defaults.progressDeadlineSeconds,
    skipAnalysis: false,
    suspend: false,
  }
}
