import { z } from 'zod'

/** Flagger's phase names (flagger.app/v1beta1). */
const canaryPhases = [
  'Initializing',
  'Initialized',
  'Waiting',
  'Progressing',
  'WaitingPromotion',
  'Promoting',
  'Finalising',
  'Succeeded',
  'Failed',
  'Terminating',
] as const
export const canaryPhaseSchema = z.enum(canaryPhases)
export type CanaryPhase = z.output<typeof canaryPhaseSchema>

export const canaryRefSchema = z.object({ context: z.string(), namespace: z.string(), name: z.string() })
export type CanaryRef = z.output<typeof canaryRefSchema>

/** What one look at the metrics says. Only `fail` counts toward a rollback. */
const verdictKindSchema = z.enum(['pass', 'fail', 'no-data', 'error'])
export type VerdictKind = z.output<typeof verdictKindSchema>

const canaryMetricSchema = z.object({
  /** `request-success-rate` (percent), `request-duration` (ms, p99), or a name of one's own with a query. */
  name: z.string(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** The window of the query. */
  intervalSeconds: z.number(),
  query: z.string().optional(),
})
export type CanaryMetric = z.output<typeof canaryMetricSchema>

/** The part of a Flagger spec that Aviary runs, with every default filled in. */
export const canaryPlanSchema = z.object({
  targetName: z.string(),
  serviceName: z.string(),
  servicePort: z.number(),
  intervalSeconds: z.number(),
  /** Failed checks of one run that cause the rollback. */
  threshold: z.number(),
  /** The weights that the canary passes through, ascending, the last one the maximum. */
  stepWeights: z.array(z.number()),
  metrics: z.array(canaryMetricSchema),
  progressDeadlineSeconds: z.number(),
  skipAnalysis: z.boolean(),
  suspend: z.boolean(),
})
export type CanaryPlan = z.output<typeof canaryPlanSchema>

export const historyEntrySchema = z.object({
  /** ISO 8601 */
  at: z.string(),
  phase: canaryPhaseSchema,
  weight: z.number(),
  /** `hold` where no verdict was asked for (waiting for pods, for the proxies, paused); `note` for events. */
  verdict: z.enum(['pass', 'fail', 'no-data', 'error', 'hold', 'note']),
  because: z.string(),
})
export type HistoryEntry = z.output<typeof historyEntrySchema>

const share = z.object({
  /** percent; null when there was nothing to count */
  successRate: z.number().nullable(),
  /** ms */
  p99: z.number().nullable(),
  p50: z.number().nullable(),
  /** requests per second */
  rate: z.number().nullable(),
})

export const canarySampleSchema = z.object({
  /** ISO 8601 */
  at: z.string(),
  /** Seconds that its rates look back. */
  windowSeconds: z.number(),
  /** The weight that the route gives the canary, percent. */
  weight: z.number(),
  /** The share of requests that the canary really answered, percent. */
  seenWeight: z.number().nullable(),
  canary: share,
  primary: share,
})
export type CanarySample = z.output<typeof canarySampleSchema>

const podsSchema = z.object({ ready: z.number(), desired: z.number() })

/** A canary as it is shown. The first six of the status fields are Flagger's. */
export const canaryViewSchema = z.object({
  context: z.string(),
  namespace: z.string(),
  name: z.string(),
  phase: canaryPhaseSchema,
  canaryWeight: z.number(),
  failedChecks: z.number(),
  iterations: z.number(),
  because: z.string(),
  conditions: z.array(
    z.object({
      type: z.string(),
      status: z.string(),
      reason: z.string(),
      message: z.string().optional(),
      lastTransitionTime: z.string().optional(),
    }),
  ),
  /** The Aviary that acts: the Lease holder. null when nobody does. */
  drivenBy: z.object({ holder: z.string(), me: z.boolean(), since: z.string() }).nullable(),
  paused: z.boolean(),
  plan: canaryPlanSchema,
  pods: z.object({ primary: podsSchema.nullable(), canary: podsSchema.nullable() }),
  images: z.object({ primary: z.string().nullable(), canary: z.string().nullable() }),
  /** Lines of a diff of the pod templates, primary to canary, each starting with `+ `, `- ` or two spaces. */
  whatChanged: z.array(z.string()),
  /** ISO 8601; when the next check is due while a run progresses. */
  nextCheckAt: z.string().nullable(),
  /** ISO 8601 */
  runStartedAt: z.string().nullable(),
  history: z.array(historyEntrySchema),
})
export type CanaryView = z.output<typeof canaryViewSchema>

export const enableCanarySchema = z.object({
  context: z.string(),
  namespace: z.string(),
  /** The Deployment. */
  target: z.string(),
  /** A Flagger Canary as YAML or JSON; the defaults when missing. */
  spec: z.string().optional(),
  /** The defaults with these changes; not together with `spec`. */
  options: z
    .object({
      intervalSeconds: z.number().positive().optional(),
      stepWeight: z.number().int().min(1).max(100).optional(),
      maxWeight: z.number().int().min(1).max(100).optional(),
      threshold: z.number().int().min(1).optional(),
      minSuccessRate: z.number().min(0).max(100).optional(),
      maxDurationMs: z.number().positive().optional(),
      metricWindowSeconds: z.number().positive().optional(),
    })
    .optional(),
})
export type EnableCanary = z.output<typeof enableCanarySchema>
