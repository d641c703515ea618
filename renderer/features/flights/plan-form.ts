/**
 * The flight form's fields to a plan, or to what is wrong with them.
 *
 * 1. Each text is read; one that cannot be is told, and something harmless stands in for it.
 * 2. The plan that comes of it goes through the checks that the core will make, which tell the rest.
 */
import { planProblems } from '#shared/flight/check-plan.ts'
import { healthMessage, healthMethod } from '#shared/flight/grpc-request.ts'
import { capProblem } from '#shared/flight/manners.ts'
import { type FlightPlanInput, type FlightTarget, flightPlanSchema } from '#shared/model/flight.ts'
import { formatNumber } from '../../ui/format.ts'
import { type FlightForm, isClosedForm } from './flight-form.ts'
import { parseDuration, parseNumber, rateOf, wholeOf } from './form-values.ts'

/** Of a field, or of several that only make sense together. */
export type ErrorField = keyof FlightForm | 'grpc' | 'tls'
export type FieldErrors = Partial<Record<ErrorField, string>>

interface Reading {
  readonly plan: FlightPlanInput
  readonly errors: FieldErrors
}

export const formErrors = (form: FlightForm): FieldErrors => read(form).errors

/** What the context takes at most, as soon as more is typed; the core has the last word. */
export function capErrors(form: FlightForm, context: string, cap: number | undefined): FieldErrors {
  const plan = flightPlanSchema.safeParse(draftOf(form)).data
  if (plan === undefined || cap === undefined || capProblem(plan, context, cap) === null) return {}
  return { rate: `${context} takes at most ${formatNumber(cap)} (Settings)` }
}

/** Null while something is wrong. */
export function planFromForm(form: FlightForm): FlightPlanInput | null {
  const { plan, errors } = read(form)
  return Object.keys(errors).length > 0 ? null : plan
}

/** The plan as far as it can be read, for a preview while it is typed. */
export const draftOf = (form: FlightForm): FlightPlanInput => read(form).plan

function read(form: FlightForm): Reading {
  const errors: FieldErrors = {}
  const plan = planOf(form, (field, words) => {
    errors[field] ??= words
  })
  const checked = flightPlanSchema.safeParse(plan)
  for (const { path, message } of checked.error?.issues ?? []) errors[fieldOf(String(path[0]))] ??= message
  for (const { field, reason } of checked.success ? planProblems(checked.data) : []) {
    errors[fieldOf(field)] ??= sentence(reason)
  }
  return { plan, errors }
}

type Wrong = (field: ErrorField, words: string) => void

function planOf(form: FlightForm, wrong: Wrong): FlightPlanInput {
  const or = <T>(value: T | null, field: ErrorField, words: string, instead: T): T => {
    if (value === null) wrong(field, words)
    return value ?? instead
  }
  const { random, abort, precise, warmUp, skipMissed, requestsPerConnection: churn, seed } = form
  const stages = stagesOf(form, wrong)
  if (form.headers.some(({ name, value }) => name === '' && value !== ''))
    wrong('headers', 'A header needs a name')
  const rate = form.max ? 'max' : or(rateOf(form.rate), 'rate', 'More than 0, at most 1,000,000', 1)
  const duration =
    form.continuous || stages.length > 0
      ? null
      : or(parseDuration(form.duration), 'duration', 'Such as 30 s, 5 min or 1 h', 1)
  return {
    target: targetOf(form, wrong),
    ...requestOf(form, wrong),
    headers: form.headers.filter((h) => h.name !== '').map((h): [string, string] => [h.name, h.value]),
    rate,
    durationSeconds: duration,
    ...(warmUp.trim() === ''
      ? {}
      : { warmUpSeconds: or(warmUpOf(warmUp), 'warmUp', 'Such as 5 s, at most 1 h, or nothing', 1) }),
    ...(stages.length === 0 ? {} : { stages }),
    ...(form.closed && !form.max ? { model: 'closed' } : {}),
    ...(random && !isClosedForm(form) ? { arrivals: 'random' } : {}),
    ...(random && !isClosedForm(form) && seed !== ''
      ? { seed: or(wholeOf(seed, 0, 2 ** 32 - 1), 'seed', 'A seed from 0 to 4294967295', 0) }
      : {}),
    ...(precise && !form.max ? { pacing: 'precise' } : {}),
    expect: ruleLines(form.rules),
    ...(abort ? { abort: true } : {}),
    connections: or(wholeOf(form.connections, 1, 4096), 'connections', 'From 1 to 4096 of them', 1),
    timeoutMs: or(timeoutOf(form.timeout), 'timeout', 'A timeout such as 500 ms or 10 s, at most 10 min', 1),
    ...(skipMissed && !isClosedForm(form) ? { missed: 'skip' } : {}),
    ...(churn === '' || form.request !== 'http1'
      ? {}
      : {
          requestsPerConnection: or(
            wholeOf(churn, 1, 1e9),
            'requestsPerConnection',
            'At least 1 request a connection',
            1,
          ),
        }),
    ...(form.connectionAge.trim() === ''
      ? {}
      : {
          connectionSeconds: or(
            ageOf(form.connectionAge),
            'connectionAge',
            'Such as 30 s, from 100 ms to 1 day, or nothing',
            1,
          ),
        }),
    ...(takesProxy(form) && form.proxy.trim() !== '' ? { proxy: form.proxy.trim() } : {}),
    ...(looksUp(form) && form.lookUpEach ? { dns: 'per-connection' } : {}),
    ...tlsOf(form),
    confirmed: form.confirmed,
  }
}

function targetOf(form: FlightForm, wrong: Wrong): FlightTarget {
  const { kind, context, namespace } = form
  if (kind === 'url') {
    if (form.url.trim() === '') wrong('url', 'The URL that is asked')
    return { kind, url: form.url.trim() }
  }
  if (context === '') wrong('context', 'Choose a context')
  if (kind === 'gateway') {
    if (form.host.trim() === '') wrong('host', 'The Host that is asked for')
    return { kind, context, host: form.host.trim() }
  }
  if (namespace === '') wrong('namespace', 'Choose a namespace')
  if (form[kind] === '') wrong(kind, `Choose a ${kind}`)
  const port = wholeOf(form.port, 1, 65_535)
  if (kind === 'service') {
    if (port === null) wrong('port', '1 to 65535')
    return { kind, context, namespace, service: form.service, port: port ?? 1 }
  }
  if (port === null && form.port !== '') wrong('port', '1 to 65535, or nothing')
  const rest = { context, namespace, ...(port === null ? {} : { port }) }
  return kind === 'pod' ? { kind, ...rest, pod: form.pod } : { kind, ...rest, deployment: form.deployment }
}

function requestOf(
  form: FlightForm,
  wrong: Wrong,
): Pick<FlightPlanInput, 'protocol' | 'grpc' | 'method' | 'path' | 'body'> {
  const { request, method, path, body } = form
  if (request === 'grpc') {
    return { protocol: 'grpc', grpc: { method: form.grpcMethod.trim(), message: form.grpcMessage.trim() } }
  }
  if (request === 'grpc-health') {
    const message = healthMessage(form.grpcService.trim())
    const isName = message.startsWith('hex:')
    if (!isName) wrong('grpcService', sentence(message))
    return { protocol: 'grpc', grpc: { method: healthMethod, message: isName ? message : '' } }
  }
  return {
    ...(request === 'http2' ? { protocol: 'http2' } : {}),
    method,
    path: form.kind === 'url' ? '/' : path,
    ...(body === '' ? {} : { body }),
  }
}

function stagesOf(form: FlightForm, wrong: Wrong): NonNullable<FlightPlanInput['stages']> {
  if (isClosedForm(form)) return []
  return form.stages.map(({ ramp, rate: rateText, duration }, at) => {
    const rate = parseNumber(rateText)
    const seconds = parseDuration(duration)
    const fits = rate >= 0 && rate <= 1_000_000
    if (!fits) wrong('stages', `Stage ${at + 1}: a rate from 0 to 1,000,000`)
    if (seconds === null) wrong('stages', `Stage ${at + 1}: a time such as 30 s or 5 min`)
    return { rate: fits ? rate : 0, seconds: seconds ?? 1, ...(ramp ? { ramp } : {}) }
  })
}

/** Only where it is spoken. */
function tlsOf(form: FlightForm): Pick<FlightPlanInput, 'tls'> {
  if (!speaksTls(form)) return {}
  const { insecure, servername, ca, cert, key } = form
  const named = { servername: servername.trim(), ca, cert, key }
  const texts = Object.fromEntries(Object.entries(named).filter(([, text]) => text !== ''))
  const tls = { ...(insecure ? { insecure } : {}), ...texts }
  return Object.keys(tls).length === 0 ? {} : { tls }
}

export const speaksTls = ({ kind, url }: Pick<FlightForm, 'kind' | 'url'>) =>
  kind === 'url' && /^https:/i.test(url.trim())

export const takesProxy = ({ kind }: Pick<FlightForm, 'kind'>) => kind === 'url'

/** Whether a name is looked up here on the way. */
export const looksUp = ({ kind, proxy }: Pick<FlightForm, 'kind' | 'proxy'>) =>
  kind === 'gateway' || kind === 'service' || (kind === 'url' && proxy.trim() === '')

function timeoutOf(text: string): number | null {
  const seconds = parseDuration(text)
  // Rounded as 0.1 + 0.2 must be.
  return seconds === null || seconds > 600 ? null : Number((seconds * 1000).toFixed(3))
}

function warmUpOf(text: string): number | null {
  const seconds = parseDuration(text)
  return seconds === null || seconds > 3600 ? null : seconds
}

function ageOf(text: string): number | null {
  const seconds = parseDuration(text)
  return seconds === null || seconds < 0.1 || seconds > 86_400 ? null : seconds
}

export const ruleLines = (text: string) =>
  text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter(Boolean)

/** The form's field for one of the plan. */
function fieldOf(planField: string): ErrorField {
  const others: Readonly<Record<string, ErrorField>> = {
    expect: 'rules',
    arrivals: 'random',
    timeoutMs: 'timeout',
    durationSeconds: 'duration',
    dns: 'lookUpEach',
    warmUpSeconds: 'warmUp',
    connectionSeconds: 'connectionAge',
    pacing: 'precise',
    model: 'closed',
  }
  return others[planField] ?? (planField as ErrorField)
}

const sentence = (reason: string) => reason.charAt(0).toUpperCase() + reason.slice(1)
