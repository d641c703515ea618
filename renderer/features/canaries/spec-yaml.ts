/** A canary's plan as the Flagger Canary that means the same, for files and for `kubectl apply` elsewhere. */
import type { CanaryMetric, CanaryView } from '#shared/model/canary.ts'

export function specYaml(c: Pick<CanaryView, 'namespace' | 'name' | 'plan'>): string {
  const { plan } = c
  return [
    'apiVersion: flagger.app/v1beta1',
    'kind: Canary',
    'metadata:',
    `  name: ${c.name}`,
    `  namespace: ${c.namespace}`,
    'spec:',
    '  targetRef:',
    '    apiVersion: apps/v1',
    '    kind: Deployment',
    `    name: ${plan.targetName}`,
    `  progressDeadlineSeconds: ${plan.progressDeadlineSeconds}`,
    ...(plan.skipAnalysis ? ['  skipAnalysis: true'] : []),
    ...(plan.suspend ? ['  suspend: true'] : []),
    '  service:',
    `    name: ${plan.serviceName}`,
    `    port: ${plan.servicePort}`,
    '  analysis:',
    `    interval: ${plan.intervalSeconds}s`,
    `    threshold: ${plan.threshold}`,
    ...weightLines(plan.stepWeights),
    '    metrics:',
    ...plan.metrics.flatMap(metricLines),
    '',
  ].join('\n')
}

/** Even steps as stepWeight and maxWeight, others one by one. */
function weightLines(weights: readonly number[]): string[] {
  const first = weights[0] ?? 0
  const even = weights.every((w, index) => w === first * (index + 1))
  return even
    ? [`    stepWeight: ${first}`, `    maxWeight: ${weights.at(-1) ?? first}`]
    : [`    stepWeights: [${weights.join(', ')}]`]
}

function metricLines(m: CanaryMetric): string[] {
  const range = [
    m.min === undefined ? '' : `        min: ${m.min}`,
    m.max === undefined ? '' : `        max: ${m.max}`,
  ]
  return [
    `    - name: ${m.name}`,
    `      interval: ${m.intervalSeconds}s`,
    ...(m.min === undefined && m.max === undefined
      ? []
      : ['      thresholdRange:', ...range.filter(Boolean)]),
    ...(m.query === undefined
      ? []
      : ['      query: |', ...m.query.split('\n').map((line) => `        ${line}`)]),
  ]
}
