/**
 * What a k6 script wants, where it says so as JSON: `export const options = {…}` and `const request = {…}`, each closed
 * by a brace at the margin. The sandbox runs no JavaScript of others.
 */
import { z } from 'zod'
import { durationMs } from '../duration.ts'

const duration = z.string().transform((text, context) => {
  const ms = durationMs(text)
  if (ms === undefined) context.addIssue({ code: 'custom', message: `invalid duration ${text}` })
  return (ms ?? 0) / 1000
})
const arrivals = {
  timeUnit: duration,
  preAllocatedVUs: z.number(),
  maxVUs: z.number().optional(),
  gracefulStop: duration,
}

const scenarioSchema = z.discriminatedUnion('executor', [
  z.object({ executor: z.literal('constant-vus'), vus: z.number(), duration, gracefulStop: duration }),
  z.object({ executor: z.literal('constant-arrival-rate'), rate: z.number(), duration, ...arrivals }),
  z.object({
    executor: z.literal('ramping-arrival-rate'),
    startRate: z.number(),
    stages: z.array(z.object({ target: z.number(), duration })),
    ...arrivals,
  }),
])
export type Scenario = z.output<typeof scenarioSchema>

const thresholdSchema = z.object({
  threshold: z.string(),
  abortOnFail: z.boolean().default(false),
  delayAbortEval: duration.default(0),
})
type Threshold = z.output<typeof thresholdSchema>

const optionsSchema = z.object({
  scenarios: z.record(z.string(), scenarioSchema),
  thresholds: z.record(z.string(), z.array(thresholdSchema)).default({}),
  summaryTrendStats: z.array(z.string()),
})

const requestSchema = z.object({
  method: z.string(),
  url: z.string(),
  body: z.string().nullable(),
  timeout: duration,
  headers: z.array(
    z.object({ name: z.string(), value: z.string().optional(), variable: z.string().optional() }),
  ),
  counted: z.array(z.object({ metric: z.string(), type: z.enum(['rate', 'counter']), counts: z.string() })),
  warmUpSeconds: z.number().positive().optional(),
})

export interface K6File {
  readonly scenario: Scenario
  readonly thresholds: Readonly<Record<string, readonly Threshold[]>>
  readonly trendStats: readonly string[]
  readonly request: z.output<typeof requestSchema>
  /** What its handleSummary writes before the result. */
  readonly marker: string
  /** Which sub-metrics it tells in place of the metrics that k6 counts by itself. */
  readonly part: string
}

/** Or why it cannot be run. */
export function k6File(text: string): K6File | string {
  const options = optionsSchema.safeParse(jsonAfter(text, 'export const options = '))
  const request = requestSchema.safeParse(jsonAfter(text, 'const request = '))
  const marker = /stdout: '\\n([^']+)'/.exec(text)?.[1]
  const part = /metrics\[name \+ '([^']*)'\]/.exec(text)?.[1] ?? ''
  if (!options.success || !request.success || marker === undefined) {
    return 'this sandbox runs scripts only in the form that Aviary writes'
  }
  const [scenario] = Object.values(options.data.scenarios)
  if (scenario === undefined) return 'the script has no scenario'
  const { thresholds, summaryTrendStats: trendStats } = options.data
  return { scenario, thresholds, trendStats, request: request.data, marker, part }
}

function jsonAfter(text: string, words: string): unknown {
  const start = text.indexOf(`\n${words}`)
  const from = start + 1 + words.length
  const end = text.indexOf('\n}\n', from)
  if (start < 0 || end < 0) return undefined
  try {
    return JSON.parse(text.slice(from, end + 2))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
