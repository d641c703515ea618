/**
 * What Telemetry objects make of Istio's metrics at one workload (istio/istio pilot/pkg/model/telemetry.go): those of
 * istio-system, of its namespace and of the workload itself, in this order, of each the oldest. Overrides are laid over
 * each other: for each metric and side whether it is told, and which tags it has.
 */
import { matchesSelector } from '#shared/model/kube.ts'
import { CostMeter } from '../api-server/rules/cost-meter.ts'
import { evaluateRule } from '../api-server/rules/rule-environment.ts'
import type { Labels } from '../prometheus/metrics.ts'
import type { HeaderValues } from './app.ts'
import type { MetricOverride, TelemetryObject } from './mesh-kinds.ts'
import { oldestFirst, type PodLabels } from './mesh-objects.ts'
import { targetsOf } from './policies/policy-attachment.ts'
import { pathnameOf } from './request-match.ts'

/** What tags may be made of. */
export interface Told {
  readonly host: string
  readonly method: string
  readonly path: string
  readonly headers: HeaderValues
  readonly status: number
}

/** The labels with which a metric is told; undefined: it is not. */
export type MetricShape = (
  metric: string,
  reporter: 'source' | 'destination',
  labels: Labels,
  told: Told | undefined,
) => Labels | undefined

const metricNames: Readonly<Record<string, string>> = {
  REQUEST_COUNT: 'istio_requests_total',
  REQUEST_DURATION: 'istio_request_duration_milliseconds',
  REQUEST_SIZE: 'istio_request_bytes',
  RESPONSE_SIZE: 'istio_response_bytes',
  TCP_OPENED_CONNECTIONS: 'istio_tcp_connections_opened_total',
  TCP_CLOSED_CONNECTIONS: 'istio_tcp_connections_closed_total',
  TCP_SENT_BYTES: 'istio_tcp_sent_bytes_total',
  TCP_RECEIVED_BYTES: 'istio_tcp_received_bytes_total',
  GRPC_REQUEST_MESSAGES: 'istio_request_messages_total',
  GRPC_RESPONSE_MESSAGES: 'istio_response_messages_total',
}

/** Undefined where no object says anything. */
export function metricShapeOf(
  all: readonly TelemetryObject[],
  { namespace, labels }: { readonly namespace: string; readonly labels: PodLabels },
  rootNamespace = 'istio-system',
): MetricShape | undefined {
  const inOrder = oldestFirst(all)
  const of = (where: string, selected: boolean) =>
    inOrder.find(({ metadata, spec }) => {
      const selector = spec?.selector?.matchLabels
      if (metadata.namespace !== where || (selector !== undefined) !== selected) return false
      // Gateways of the Gateway API alone have such.
      if (targetsOf(spec).length > 0) return false
      return selector === undefined || matchesSelector(selector, labels)
    })
  const overrides = [of(rootNamespace, false), of(namespace, false), of(namespace, true)]
    .flatMap((one) => one?.spec?.metrics ?? [])
    .filter(
      ({ providers = [] }) => providers.length === 0 || providers.some(({ name }) => name === 'prometheus'),
    )
    .flatMap((one) => one.overrides ?? [])
  if (overrides.length === 0) return undefined
  return (metric, reporter, own, told) => {
    const mine = overrides.filter((one) => isFor(one, metric, reporter))
    if (mine.findLast(({ disabled }) => typeof disabled === 'boolean')?.disabled === true) return undefined
    const shaped: Record<string, string> = { ...own }
    for (const [tag, change] of mine.flatMap(({ tagOverrides = {} }) => Object.entries(tagOverrides))) {
      if (change?.operation === 'REMOVE') delete shaped[tag]
      else if (typeof change?.value === 'string') shaped[tag] = tagOf(change.value, told)
    }
    return shaped
  }
}

function isFor({ match = {} }: MetricOverride, metric: string, reporter: 'source' | 'destination'): boolean {
  const { metric: wanted = 'ALL_METRICS', customMetric, mode = 'CLIENT_AND_SERVER' } = match ?? {}
  const name = customMetric === undefined ? metricNames[wanted] : `istio_${customMetric}`
  const side = reporter === 'source' ? 'CLIENT' : 'SERVER'
  const isSide = mode === 'CLIENT_AND_SERVER' || mode === side
  return isSide && (name === metric || (customMetric === undefined && wanted === 'ALL_METRICS'))
}

/** Each request pays for each tag: some milliseconds at most. */
const perTagLimit = 10_000

/** `unknown` is what Istio's filter says where there is no value. */
function tagOf(text: string, told: Told | undefined): string {
  try {
    const value = evaluateRule(text, told === undefined ? {} : variablesOf(told), new CostMeter(perTagLimit))
    return ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : 'unknown'
  } catch {
    return 'unknown'
  }
}

function variablesOf({ host, method, path, headers, status }: Told): Record<string, unknown> {
  const texts = Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(',')])
  const own = Object.fromEntries(texts) as Record<string, string>
  return {
    request: {
      ...{ host, method, path, url_path: pathnameOf(path), scheme: 'http', headers: own },
      ...{ useragent: own['user-agent'] ?? '', id: own['x-request-id'] ?? '', protocol: 'HTTP/1.1' },
    },
    response: { code: BigInt(status) },
  }
}
