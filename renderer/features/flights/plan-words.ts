/** A flight's plan as lines of words: how it is sent. */
import { healthMethod, healthService } from '#shared/flight/grpc-request.ts'
import { isClosed } from '#shared/flight/plan-schedule.ts'
import type { FlightPlan, FlightRun } from '#shared/model/flight.ts'
import { rateWords } from '../../ui/flight-words.ts'
import { formatCount, formatMs, formatNumber, formatSpan, plural } from '../../ui/format.ts'

/** Of one that another tool flew, only what it said. */
export function sentLines({ plan, via, readFrom }: FlightRun): string[] {
  return [
    ...(readFrom === undefined
      ? [...loadLines(plan), protocolLine(plan), ...connectionLines(plan), ...tlsLines(plan)]
      : [rateWords(plan.rate), lasting(plan.durationSeconds), `${plan.connections} connections`]),
    via,
    ...plan.headers.map(([name, value]) => `${name}: ${value}`),
    ...(plan.body === undefined ? [] : [`a body of ${plural(plan.body.length, 'character')}`]),
  ]
}

function loadLines(plan: FlightPlan): string[] {
  const { rate, stages = [], durationSeconds, warmUpSeconds, arrivals, seed, pacing } = plan
  const before =
    warmUpSeconds === undefined ? [] : [`after a warm-up of ${formatSpan(warmUpSeconds)}, not counted`]
  if (rate === 'max') return ['closed model, as fast as it goes', ...before, lasting(durationSeconds)]
  if (isClosed(plan))
    return [
      `closed model, ${rateWords(rate)} in turn`,
      ...before,
      ...(pacing === 'precise' ? ['paced precisely'] : []),
      lasting(durationSeconds),
    ]
  const spread = [
    ...before,
    ...(arrivals === 'random'
      ? [`at random as users come${seed === undefined ? '' : `, seed ${seed}`}`]
      : []),
    ...(pacing === 'precise' ? ['paced precisely'] : []),
  ]
  if (stages.length === 0) return [`open model, ${rateWords(rate)}`, ...spread, lasting(durationSeconds)]
  return [
    `open model, from ${rateWords(rate)}`,
    ...stages.map(
      (stage) =>
        `${stage.ramp === true ? 'ramp' : 'step'} to ${formatNumber(stage.rate)} for ${formatSpan(stage.seconds)}`,
    ),
    ...spread,
  ]
}

const lasting = (seconds: number | null) =>
  seconds === null ? 'until it is stopped' : `for ${formatSpan(seconds)}`

function protocolLine({ protocol = 'http1', grpc }: FlightPlan): string {
  if (grpc === undefined) return protocol === 'http1' ? 'HTTP/1.1' : 'HTTP/2'
  if (grpc.method !== healthMethod) return `gRPC ${grpc.method}`
  return `gRPC health check of ${healthService(grpc.message) || 'the server'}`
}

function connectionLines(plan: FlightPlan): string[] {
  const most = plan.protocol === undefined || plan.protocol === 'http1' ? 'connections' : 'in flight'
  return [
    `${formatCount(plan.connections)} ${most} at most, timeout ${formatMs(plan.timeoutMs)}`,
    ...(plan.requestsPerConnection === undefined
      ? []
      : [`a new connection after ${plural(plan.requestsPerConnection, 'request')}`]),
    ...(plan.connectionSeconds === undefined
      ? []
      : [`no connection older than ${formatSpan(plan.connectionSeconds)}`]),
    ...(plan.dns === 'per-connection' ? ['its name looked up for each connection'] : []),
    ...(plan.missed === 'skip' ? ['what finds no connection free is skipped'] : []),
    ...(plan.abort === true ? ['stops as soon as a rule is lost'] : []),
  ]
}

function tlsLines({ tls }: FlightPlan): string[] {
  if (tls === undefined) return []
  const parts = [
    ...(tls.insecure === true ? ['certificate not verified'] : []),
    ...(tls.ca === undefined ? [] : ['own CA']),
    ...(tls.cert === undefined ? [] : ['client certificate']),
    ...(tls.servername === undefined ? [] : [`as ${tls.servername}`]),
  ]
  return parts.length === 0 ? [] : [`TLS: ${parts.join(', ')}`]
}
