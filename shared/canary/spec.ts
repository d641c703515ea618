/**
 * Reads a Flagger Canary (flagger.app/v1beta1) into the plan that Aviary flies. What the file asks for and Aviary does
 * not do is refused by name where the rollout would be less careful without it (a gate, another kind of rollout); the
 * rest, such as a load test, is left out and said.
 */
import { z } from 'zod'
import type { CanaryPlan } from '../model/canary.ts'
import { stepWeightsOf } from './plan.ts'

/** Anchored, unlike Flagger's schema, which accepts `10sfoo`. */
const durationSchema = z
  .string()
  .regex(/^[0-9]+(m|s)$/, 'is a number of seconds or minutes, such as 30s or 1m')
  .transform((text) => Number(text.slice(0, -1)) * (text.endsWith('m') ? 60 : 1))
  .refine((seconds) => seconds > 0, 'must be more than 0')

const rangeSchema = z.object({ min: z.number().optional(), max: z.number().optional() })

const metricSchema = z.looseObject({
  name: z.string(),
  interval: durationSchema.default(60),
  thresholdRange: rangeSchema.optional(),
  /** Flagger's old form: the minimum of a success rate, the maximum of everything else. */
  threshold: z.number().optional(),
  query: z.string().optional(),
  templateRef: z.unknown().optional(),
})

const analysisSchema = z.looseObject({
  interval: durationSchema,
  threshold: z.number().int(),
  maxWeight: z.number().min(0).max(100).optional(),
  stepWeight: z.number().int().min(1, 'must be at least 1, or the canary never moves').max(100).optional(),
  stepWeights: z.array(z.number().int().min(1).max(100)).nonempty().optional(),
  iterations: z.number().optional(),
  webhooks: z
    .array(z.looseObject({ name: z.string().default(''), type: z.string().default('rollout') }))
    .default([]),
  metrics: z.array(metricSchema).default([]),
})

const canarySchema = z.object({
  apiVersion: z.literal('flagger.app/v1beta1'),
  kind: z.literal('Canary'),
  metadata: z.looseObject({
    name: z.string().min(1),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({
    targetRef: z.looseObject({ kind: z.literal('Deployment'), name: z.string().min(1) }),
    progressDeadlineSeconds: z.number().positive().default(600),
    skipAnalysis: z.boolean().default(false),
    suspend: z.boolean().default(false),
    service: z.looseObject({ name: z.string().optional(), port: z.number().int().positive() }),
    analysis: analysisSchema,
  }),
})

type Canary = z.output<typeof canarySchema>

export interface CanarySpec {
  readonly name: string
  readonly namespace: string | undefined
  readonly plan: CanaryPlan
  /** What the file asks for and is left out, each as a sentence. */
  readonly leftOut: readonly string[]
}

export type ParsedSpec =
  | { readonly ok: true; readonly spec: CanarySpec }
  | { readonly ok: false; readonly field: string; readonly reason: string }

export function parseCanarySpec(object: unknown): ParsedSpec {
  const parsed = canarySchema.safeParse(object)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, field: issue?.path.join('.') || 'spec', reason: issue?.message ?? 'cannot be read' }
  }
  const unsupported = unsupportedField(parsed.data)
  if (unsupported !== undefined) return { ok: false, ...unsupported }
  return { ok: true, spec: specOf(parsed.data) }
}

/** Aviary's own options are annotations, so that the same file works with a Flagger controller. */
const pausedAnnotation = 'aviary.dev/paused'

function specOf({ metadata, spec }: Canary): CanarySpec {
  const { analysis } = spec
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    leftOut: leftOutOf(spec),
    plan: {
      targetName: spec.targetRef.name,
      serviceName: spec.service.name ?? spec.targetRef.name,
      servicePort: spec.service.port,
      intervalSeconds: analysis.interval,
      threshold: Math.max(analysis.threshold, 1),
      stepWeights: stepWeightsOf(analysis),
      metrics: analysis.metrics.map(({ name, interval, thresholdRange, threshold, query }) => ({
        name,
        intervalSeconds: interval,
        ...(thresholdRange ?? oldRange(name, threshold)),
        ...(query === undefined ? {} : { query }),
      })),
      progressDeadlineSeconds: spec.progressDeadlineSeconds,
      skipAnalysis: spec.skipAnalysis,
      suspend: spec.suspend || metadata.annotations?.[pausedAnnotation] === 'true',
    },
  }
}

function oldRange(name: string, threshold: number | undefined) {
  if (threshold === undefined) return {}
  return name === 'request-success-rate' ? { min: threshold } : { max: threshold }
}

/** They start load or tell somebody; the traffic does not depend on their word. */
const harmlessHooks = ['rollout', 'event', 'post-rollout']
/** The routes and policies of the user stay in charge of these. */
const routeFields = [
  'gateways',
  'hosts',
  'match',
  'rewrite',
  'retries',
  'timeout',
  'headers',
  'corsPolicy',
  'trafficPolicy',
]

function leftOutOf({ service, analysis }: Canary['spec']): string[] {
  const said = analysis.webhooks.map(({ name, type }) => `the webhook "${name}" (${type}) is not called`)
  if (isAsked(analysis.alerts)) said.push('alerts are not sent')
  if (isAsked(analysis.stepWeightPromotion)) said.push('the traffic returns to the primary in one move')
  const fields = routeFields.filter((field) => isAsked(service[field]))
  if (fields.length > 0)
    said.push(`of service ${fields.join(', ')}: the VirtualService that is there decides`)
  return said
}

const builtIn = ['request-success-rate', 'request-duration']

function unsupportedField({ spec }: Canary): { field: string; reason: string } | undefined {
  const { analysis } = spec
  const ways = [analysis.stepWeight, analysis.stepWeights, analysis.iterations].filter(
    (one) => one !== undefined,
  )
  if (ways.length !== 1) {
    const reason = 'has exactly one of stepWeight, stepWeights and iterations'
    return { field: 'spec.analysis', reason }
  }
  const gate = analysis.webhooks.find(({ type }) => !harmlessHooks.includes(type))
  if (gate !== undefined) {
    const reason = `has the gate "${gate.name}" (${gate.type}), which Aviary does not ask`
    return { field: 'spec.analysis.webhooks', reason }
  }
  const notFlown = ['iterations', 'match', 'mirror', 'sessionAffinity']
  for (const field of notFlown) {
    if (isAsked(analysis[field])) return { field: `spec.analysis.${field}`, reason: 'is not flown by Aviary' }
  }
  if (spec.autoscalerRef !== undefined)
    return { field: 'spec.autoscalerRef', reason: 'is not flown by Aviary; leave it out' }
  const [unknown] = analysis.metrics.filter(
    (metric) => metric.query === undefined && !builtIn.includes(metric.name),
  )
  if (unknown === undefined) return undefined
  const reason = `"${unknown.name}" is neither ${builtIn.join(' nor ')} and has no query`
  return { field: 'spec.analysis.metrics', reason }
}

const isAsked = (value: unknown) =>
  value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0)
