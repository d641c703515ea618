/** A flight's plan in the words of the window. */
import type { FlightPlan, FlightTarget } from '#shared/model/flight.ts'
import { formatNumber } from './format.ts'

/** `GET /productpage`, `gRPC Health/Check` */
export function flightTitle(plan: Pick<FlightPlan, 'method' | 'path' | 'target' | 'grpc'>): string {
  // The package is long and tells little.
  if (plan.grpc !== undefined) return `gRPC ${plan.grpc.method.replace(/^(?:\w+\.)+/, '')}`
  return `${plan.method} ${plan.target.kind === 'url' ? urlPath(plan.target.url) : plan.path}`
}

/** Where it goes: `svc/productpage:9080 in bookinfo`, `gateway/bookinfo.example.com`, a URL. */
export function targetWords(target: FlightTarget): string {
  switch (target.kind) {
    case 'url':
      return target.url
    case 'service':
      return `svc/${target.service}:${target.port} in ${target.namespace}`
    case 'deployment':
      return `deploy/${target.deployment}${target.port === undefined ? '' : `:${target.port}`} in ${target.namespace}`
    case 'pod':
      return `pod/${target.pod}${target.port === undefined ? '' : `:${target.port}`} in ${target.namespace}`
    case 'gateway':
      return `gateway/${target.host}`
  }
}

/** The same without the path of a URL, which stands in the title. */
export const targetPlace = (target: FlightTarget) =>
  target.kind === 'url' ? target.url.replace(/^([^/?#]*\/\/[^/?#]*).*/s, '$1') : targetWords(target)

export const targetContext = (target: FlightTarget) => (target.kind === 'url' ? null : target.context)

export const rateWords = (rate: FlightPlan['rate']) =>
  rate === 'max' ? 'as fast as it goes' : `${formatNumber(rate)} req/s`

/** In the list of flights: the rate per second, or the greatest of the stages. */
export function askedWords({ rate, stages = [] }: Pick<FlightPlan, 'rate' | 'stages'>): string {
  if (rate === 'max') return 'no limit'
  if (stages.length === 0) return formatNumber(rate)
  return `up to ${formatNumber(Math.max(...(stages[0]?.ramp === true ? [rate] : []), ...stages.map((stage) => stage.rate)))}`
}

function urlPath(url: string): string {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1]
  return path === undefined || path === '' ? '/' : path
}
