/** From the options of `aviary flight run` to a plan. */
import { checkPlan } from '#shared/flight/check-plan.ts'
import { healthMessage, healthMethod } from '#shared/flight/grpc-request.ts'
import { fail } from '#shared/model/failure.ts'
import {
  type FlightPlanInput,
  type FlightStage,
  type FlightTls,
  flightPlanSchema,
} from '#shared/model/flight.ts'
import type { Core } from '../../../core.ts'
import { type GlobalOptions, namespaceOf } from '../session.ts'
import { parseTarget } from '../target-argument.ts'
import { numberOf, secondsOf } from './command-output.ts'
import { refuseContradictions } from './flight-contradictions.ts'
import { optionFor } from './flight-option-names.ts'
import type { PlanOptions } from './flight-options.ts'
import { dataText, readText } from './read-text.ts'
import { withPort } from './target-port.ts'

export async function planOf(
  core: Core,
  global: GlobalOptions,
  context: string | undefined,
  argument: string,
  options: PlanOptions,
): Promise<FlightPlanInput> {
  const namespace = context === undefined ? 'default' : namespaceOf(core, global, context)
  const parsed = parseTarget(argument, context, namespace)
  const { path } = parsed
  refuseContradictions(options)
  const body = options.data === undefined ? undefined : await dataText('--data', options.data, process.stdin)
  const plan = flightPlanSchema.parse({
    target: await withPort(core.contexts.cluster, parsed),
    method: options.request?.toUpperCase() ?? (body === undefined ? 'GET' : 'POST'),
    ...(path === undefined ? {} : { path }),
    headers: options.header.map(headerOf),
    ...(body === undefined || options.grpc !== undefined ? {} : { body }),
    rate: options.rate === 'max' ? 'max' : numberOf('--rate', options.rate, { min: 0.001, max: 1_000_000 }),
    ...(options.closed && options.rate !== 'max' ? { model: 'closed' } : {}),
    connections: numberOf('--connections', options.connections, { min: 1, max: 4096, whole: true }),
    durationSeconds: options.continuous ? null : spanOf('--duration', options.duration, week),
    ...(options.warmUp === undefined
      ? {}
      : { warmUpSeconds: spanOf('--warm-up', options.warmUp, mostWarmUp) }),
    ...(options.pacing === undefined ? {} : { pacing: options.pacing }),
    ...protocolOf(options, body),
    ...churnOf(options),
    ...(options.missed === undefined ? {} : { missed: options.missed }),
    ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
    ...(options.dns === undefined ? {} : { dns: options.dns }),
    timeoutMs: spanOf('--timeout', options.timeout, mostTimeout) * 1000,
    ...(options.stage.length === 0 ? {} : { stages: options.stage.map(stageOf) }),
    ...arrivalsOf(options),
    tls: await tlsOf(options),
    expect: options.expect,
    ...(options.abort ? { abort: true } : {}),
    confirmed: options.yes,
  })
  const problem = checkPlan(plan)
  if (problem === null) return plan
  return fail({ code: 'bad-input', field: optionFor(problem.field, options), reason: problem.reason })
}

const week = { seconds: 604_800, words: '7 days' }
const mostWarmUp = { seconds: 3600, words: '1 hour' }
const mostTimeout = { seconds: 600, words: '10 minutes' }

/** Seconds, more than none. */
function spanOf(option: string, text: string, most: { seconds: number; words: string }): number {
  const seconds = secondsOf(option, text)
  if (seconds > 0 && seconds <= most.seconds) return seconds
  return fail({
    code: 'bad-input',
    field: option,
    reason: `"${text}" is not a time of more than 0 and at most ${most.words}`,
  })
}

function arrivalsOf({ random, seed }: PlanOptions): Partial<FlightPlanInput> {
  if (!random) return {}
  const most = { min: 0, max: 2 ** 32 - 1, whole: true }
  return { arrivals: 'random', ...(seed === undefined ? {} : { seed: numberOf('--seed', seed, most) }) }
}

function churnOf({ requestsPerConnection, connectionAge }: PlanOptions): Partial<FlightPlanInput> {
  const most = { min: 1, max: 1_000_000_000, whole: true }
  return {
    ...(requestsPerConnection === undefined
      ? {}
      : {
          requestsPerConnection: numberOf('--requests-per-connection', requestsPerConnection, most),
        }),
    ...(connectionAge === undefined ? {} : { connectionSeconds: ageOf(connectionAge) }),
  }
}

function ageOf(text: string): number {
  const seconds = secondsOf('--connection-age', text)
  if (seconds >= 0.1 && seconds <= 86_400) return seconds
  return fail({
    code: 'bad-input',
    field: '--connection-age',
    reason: `"${text}" is not a time from 100 ms to 1 day`,
  })
}

function protocolOf(
  { http2, grpc, grpcHealth }: PlanOptions,
  message: string | undefined,
): Partial<FlightPlanInput> {
  if (grpcHealth !== undefined) {
    const check = healthMessage(grpcHealth === true ? '' : grpcHealth)
    if (!check.startsWith('hex:')) fail({ code: 'bad-input', field: '--grpc-health', reason: check })
    return { protocol: 'grpc', grpc: { method: healthMethod, message: check } }
  }
  if (grpc !== undefined) return { protocol: 'grpc', grpc: { method: grpc, message: message ?? '' } }
  return http2 ? { protocol: 'http2' } : {}
}

function stageOf(text: string): FlightStage {
  const [, dots, rate, duration] = /^(\.\.)?([\d.]+):(.+)$/.exec(text) ?? []
  if (rate === undefined || duration === undefined) {
    fail({
      code: 'bad-input',
      field: '--stage',
      reason: `"${text}" is not RATE:DURATION, such as 200:30s or ..200:30s`,
    })
  }
  return {
    rate: numberOf('--stage', rate, { min: 0, max: 1_000_000 }),
    seconds: spanOf('--stage', duration, week),
    ramp: dots !== undefined,
  }
}

async function tlsOf({
  insecure,
  cacert,
  cert,
  key,
  servername,
}: PlanOptions): Promise<FlightTls | undefined> {
  if (!insecure && [cacert, cert, key, servername].every((one) => one === undefined)) return undefined
  const [ca, certificate, ownKey] = await Promise.all(
    Object.entries({ cacert, cert, key }).map(async ([option, file]) =>
      file === undefined ? undefined : await readText(`--${option}`, file),
    ),
  )
  return { insecure, ca, cert: certificate, key: ownKey, servername }
}

function headerOf(text: string): [string, string] {
  const colon = text.indexOf(':')
  if (colon < 1) fail({ code: 'bad-input', field: '--header', reason: `"${text}" is not "Name: value"` })
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}
