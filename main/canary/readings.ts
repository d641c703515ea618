/** Asks Prometheus for each metric. What cannot be asked is an error of that reading, never a bad value. */

import type { Reading } from '#shared/canary/judge.ts'
import { queryOf } from '#shared/canary/queries.ts'
import type { CanaryMetric, CanaryPlan } from '#shared/model/canary.ts'
import { explain, failureOf } from '#shared/model/failure.ts'
import type { Prometheus } from '../prometheus/prometheus.ts'

export async function readMetrics(
  prometheus: () => Promise<Prometheus>,
  namespace: string,
  { targetName, serviceName }: CanaryPlan,
  metrics: readonly CanaryMetric[],
): Promise<Reading[]> {
  return await Promise.all(
    metrics.map(async (metric): Promise<Reading> => {
      try {
        const client = await prometheus()
        const samples = await client.query(queryOf(metric, namespace, targetName, serviceName))
        return { metric, value: samples.at(-1)?.value ?? null }
      } catch (error) {
        return { metric, value: null, error: explain(failureOf(error)).said.replace(/\.$/, '') }
      }
    }),
  )
}
