/** The flight form's fields as text, to a plan or to what is wrong with them. */
import type { FlightPlanInput, FlightTarget } from '#shared/model/flight.ts'

export interface FlightForm {
  readonly kind: 'url' | 'service'
  readonly url: string
  readonly context: string
  readonly namespace: string
  readonly service: string
  readonly port: string
  readonly method: string
  readonly path: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body: string
  readonly max: boolean
  readonly rate: string
  readonly connections: string
  readonly continuous: boolean
  readonly duration: string
  /** One rule a line. */
  readonly rules: string
  readonly confirmed: boolean
  /** What the plan says and the form does not show. */
  readonly kept?: Kept
}

type Kept = Pick<FlightPlanInput, 'timeoutMs' | 'stages' | 'arrivals' | 'seed' | 'tls' | 'abort'>

export type FieldErrors = Partial<Record<keyof FlightForm, string>>

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

export function formFromPlan(plan: Partial<FlightPlanInput>): FlightForm {
  const target = plan.target
  const service = target?.kind === 'service' ? target : undefined
  return {
    kind: target?.kind === 'url' ? 'url' : 'service',
    url: target?.kind === 'url' ? target.url : '',
    context: service?.context ?? '',
    namespace: service?.namespace ?? '',
    service: service?.service ?? '',
    port: service === undefined ? '' : String(service.port),
    method: plan.method ?? 'GET',
    path: plan.path ?? '/',
    headers: (plan.headers ?? []).map(([name, value]) => ({ name, value })),
    body: plan.body ?? '',
    max: plan.rate === 'max',
    rate: typeof plan.rate === 'number' ? String(plan.rate) : '100',
    connections: String(plan.connections ?? 64),
    continuous: plan.durationSeconds === null || plan.durationSeconds === undefined,
    duration: plan.durationSeconds ? `${plan.durationSeconds} s` : '30 s',
    rules: (plan.expect ?? []).join('\n'),
    confirmed: plan.confirmed ?? false,
    kept: keptOf(plan),
  }
}

function keptOf({ timeoutMs, stages, arrivals, seed, tls, abort }: Partial<FlightPlanInput>): Kept {
  const kept = { timeoutMs, stages, arrivals, seed, tls, abort }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}

export function formErrors(form: FlightForm): FieldErrors {
  const errors: FieldErrors = {}
  if (form.kind === 'url') {
    const problem = urlProblem(form.url)
    if (problem !== null) errors.url = problem
  } else {
    if (form.context === '') errors.context = 'Choose a context'
    if (form.namespace === '') errors.namespace = 'Choose a namespace'
    if (form.service === '') errors.service = 'Choose a service'
    if (!isWhole(form.port, 1, 65_535)) errors.port = '1 to 65535'
    if (!form.path.startsWith('/')) errors.path = 'Starts with /'
  }
  if (!form.max && rateOf(form.rate) === null) errors.rate = 'More than 0, at most 1,000,000'
  if (!isWhole(form.connections, 1, 4096)) errors.connections = '1 to 4096'
  if (!form.continuous && parseDuration(form.duration) === null)
    errors.duration = 'Such as 30 s, 5 min or 1 h'
  const badHeader = form.headers.find((h) => h.name !== '' && !/^[!#$%&'*+.^_`|~\w-]+$/.test(h.name))
  if (badHeader !== undefined) errors.headers = `"${badHeader.name}" cannot be a header's name`
  const badRule = ruleLines(form.rules).find((rule) => !isRule(rule))
  if (badRule !== undefined)
    errors.rules = `"${badRule}" is not a rule; write p99<250ms, errors<1%, rate>=99%`
  return errors
}

/** Null while something is wrong. */
export function planFromForm(form: FlightForm): FlightPlanInput | null {
  if (Object.keys(formErrors(form)).length > 0) return null
  return {
    ...form.kept,
    target: targetOf(form),
    method: form.method,
    path: form.path,
    headers: form.headers.filter((h) => h.name !== '').map((h): [string, string] => [h.name, h.value]),
    ...(form.body === '' ? {} : { body: form.body }),
    rate: form.max ? 'max' : parseNumber(form.rate),
    connections: Number(form.connections),
    durationSeconds: form.continuous ? null : parseDuration(form.duration),
    expect: ruleLines(form.rules),
    confirmed: form.confirmed,
  }
}

function targetOf(form: FlightForm): FlightTarget {
  if (form.kind === 'url') return { kind: 'url', url: form.url.trim() }
  const { context, namespace, service } = form
  return { kind: 'service', context, namespace, service, port: Number(form.port) }
}

function urlProblem(text: string): string | null {
  if (text.trim() === '') return 'The URL that is asked'
  if (!URL.canParse(text.trim())) return 'Not a URL; it begins with http:// or https://'
  return /^https?:$/.test(new URL(text.trim()).protocol) ? null : 'Begins with http:// or https://'
}

/** Requests per second; null where it is none. */
export function rateOf(text: string): number | null {
  const rate = parseNumber(text)
  return rate > 0 && rate <= 1_000_000 ? rate : null
}

const parseNumber = (text: string) => Number(text.replace(/[,\s]/g, '') || 'NaN')

function isWhole(text: string, least: number, most: number): boolean {
  const value = parseNumber(text)
  return Number.isInteger(value) && value >= least && value <= most
}

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600 }

/** `30 s`, `5min`, `1h30m`, or plain seconds; null for anything else and for more than a week. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim()
  if (/^\d+(\.\d+)?$/.test(trimmed)) return inWeek(Number(trimmed))
  if (!/^(\d+(\.\d+)?\s*(ms|s|min|m|h)\s*)+$/.test(trimmed)) return null
  let seconds = 0
  for (const [, number, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)/g))
    seconds += Number(number) * (unitSeconds[unit ?? ''] ?? 0)
  return inWeek(seconds)
}

const inWeek = (seconds: number) => (seconds > 0 && seconds <= 604_800 ? seconds : null)

const ruleLines = (text: string) =>
  text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter(Boolean)

/** The outer shape only; the core reads the rule for good and says so when it cannot. */
export const isRule = (text: string) =>
  /^(p\d{1,3}(\.\d+)?|avg|mean|min|max|errors|rate|code\([\dx-]+\))\s*(<=|>=|<|>|==|=)\s*\d+(\.\d+)?\s*(ms|s|us|µs|%)?$/i.test(
    text,
  )
