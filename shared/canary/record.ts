/** The ConfigMap of a canary: everything that outlives the Aviary that drives it, one key per part. */
import { z } from 'zod'
import { canaryPlanSchema, type HistoryEntry, historyEntrySchema } from '../model/canary.ts'
import type { RouteDestination } from '../model/istio.ts'
import { apiVersionOf, type ConfigMap, type PodTemplate, resources } from '../model/kube.ts'
import type { Decision } from './decision.ts'
import { type CanaryNames, namesOf, ownLabels, recordName } from './names.ts'
import type { IntentVerb } from './observation.ts'
import type { RouteOriginal } from './routes.ts'
import { canaryStateSchema } from './state.ts'

const verbs = ['pause', 'resume', 'step', 'promote', 'rollBack', 'disable'] as const
const intentSchema = z.object({
  id: z.string(),
  verb: z.enum(verbs) satisfies z.ZodType<IntentVerb>,
  by: z.string(),
  /** ISO 8601 */
  at: z.string(),
})
export type Intent = z.output<typeof intentSchema>

/** Objects of Kubernetes and Istio are kept as they were read. */
const as = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

const originalsSchema = z.object({
  replicas: z.number(),
  apexSelector: z.record(z.string(), z.string()),
  selectorLabel: z.object({ label: z.string(), value: z.string() }),
  /** `namespace/name` of a VirtualService -> its destinations as the user wrote them. */
  routes: z.record(
    z.string(),
    z.array(z.object({ key: z.string(), route: z.array(as<RouteDestination>()) })),
  ),
})
type Originals = z.output<typeof originalsSchema>

const promotedSchema = z.object({ hash: z.string(), template: as<PodTemplate>() })

const parts = {
  spec: z.unknown(),
  plan: canaryPlanSchema,
  status: canaryStateSchema,
  originals: originalsSchema,
  /** What a rollback gives the primary, and the end gives the target. */
  promoted: promotedSchema,
  history: z.array(historyEntrySchema),
} as const

export interface CanaryRecord {
  readonly name: string
  readonly namespace: string
  /** As the user gave it; null when the defaults were taken. */
  readonly spec: unknown
  readonly plan: z.output<typeof canaryPlanSchema>
  readonly state: z.output<typeof canaryStateSchema>
  readonly originals: Originals
  readonly promoted: z.output<typeof promotedSchema>
  readonly history: readonly HistoryEntry[]
  readonly intent: Intent | null
}

export const namesOfRecord = ({ namespace, plan, originals }: CanaryRecord): CanaryNames =>
  namesOf(namespace, plan.targetName, plan.serviceName, originals.selectorLabel)

export function toConfigMap(record: CanaryRecord): ConfigMap {
  return {
    apiVersion: apiVersionOf(resources.configMap),
    kind: 'ConfigMap',
    metadata: {
      name: recordName(record.name),
      namespace: record.namespace,
      labels: ownLabels(record.name),
    },
    data: dataOf(record),
  }
}

function dataOf(record: CanaryRecord): Record<string, string> {
  const { spec, plan, state, originals, promoted, history, intent } = record
  const json = (value: unknown) => JSON.stringify(value)
  return {
    spec: json(spec ?? null),
    plan: json(plan),
    status: json(state),
    originals: json(originals),
    promoted: json(promoted),
    history: json(history),
    ...(intent === null ? {} : { intent: json(intent) }),
  }
}

/** undefined when it cannot be read: written by another version, or edited by hand. */
export function fromConfigMap(map: ConfigMap): CanaryRecord | undefined {
  const { name, namespace = '' } = map.metadata
  const data = map.data ?? {}
  const read = <T>(schema: z.ZodType<T>, text: string | undefined): T | undefined => {
    try {
      return schema.parse(JSON.parse(text ?? ''))
    } catch {
      return undefined
    }
  }
  const plan = read(parts.plan, data.plan)
  const state = read(parts.status, data.status)
  const originals = read(parts.originals, data.originals)
  const promoted = read(parts.promoted, data.promoted)
  if (plan === undefined || state === undefined || originals === undefined || promoted === undefined)
    return undefined
  return {
    name: name.slice(recordName('').length),
    namespace,
    spec: read(parts.spec, data.spec) ?? null,
    plan,
    state,
    originals,
    promoted,
    history: read(parts.history, data.history) ?? [],
    intent: read(intentSchema, data.intent) ?? null,
  }
}

/** The ConfigMap with what the driver knows newer; an intent that came in since is kept. */
export function withRecord(map: ConfigMap, record: CanaryRecord, doneIntent: string | null): ConfigMap {
  const { intent: _intent, ...data } = map.data ?? {}
  const standing = fromConfigMap(map)?.intent ?? null
  const intent = standing?.id === doneIntent ? null : standing
  return { ...map, data: { ...data, ...dataOf({ ...record, intent }) } }
}

export function withIntent(map: ConfigMap, intent: Intent): ConfigMap {
  return { ...map, data: { ...map.data, intent: JSON.stringify(intent) } }
}

export function withOriginalRoutes(
  record: CanaryRecord,
  key: string,
  routes: readonly RouteOriginal[],
): CanaryRecord {
  const all = { ...record.originals.routes, [key]: routes.map((one) => ({ ...one, route: [...one.route] })) }
  return { ...record, originals: { ...record.originals, routes: all } }
}

const historyLength = 200

/** The record after a decision, with a line of history when there is something new to tell. `at` is ISO 8601. */
export function afterDecision(
  record: CanaryRecord,
  { next, verdict }: Omit<Decision, 'actions'>,
  at: string,
): CanaryRecord {
  const { state } = record
  const judged = verdict !== 'hold' && verdict !== 'note'
  const isNews = judged || next.because !== state.because || next.phase !== state.phase
  const after = { ...record, state: { ...next, heldBack: null } }
  return isNews ? withEntry(after, at, verdict, next.because) : after
}

/** The record when a write of the decision was refused: the state stays, and says why. */
export function afterRefusal(record: CanaryRecord, said: string, at: string): CanaryRecord {
  if (record.state.heldBack === said) return record
  return withEntry({ ...record, state: { ...record.state, heldBack: said } }, at, 'error', said)
}

function withEntry(
  record: CanaryRecord,
  at: string,
  verdict: HistoryEntry['verdict'],
  because: string,
): CanaryRecord {
  const { phase, weight } = record.state
  const entry = { at, phase, weight, verdict, because }
  return { ...record, history: [...record.history, entry].slice(-historyLength) }
}
