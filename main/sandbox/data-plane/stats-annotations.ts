/** What a pod's annotations say of the statistics of its proxy (istio/istio, pkg/bootstrap/config.go). */
import { parse, YAMLError } from 'yaml'
import { readableRe2 } from '../re2.ts'

type Annotations = Readonly<Record<string, string>>

const annotation = (name: string) => `sidecar.istio.io/${name}`

/**
 * `statsHistogramBuckets`: bounds by the beginning of a statistic's name, such as `{"istiocustom":[1,5,10]}`, which is
 * how Istio's own are called in Envoy. Undefined when nothing, or nothing that can be read, is said of those.
 */
export function histogramBoundsOf(annotations: Annotations): readonly number[] | undefined {
  const bounds = parsed(annotations[annotation('statsHistogramBuckets')])?.istiocustom
  if (!Array.isArray(bounds) || bounds.length === 0) return undefined
  const rises = bounds.every((one, index) => Number.isFinite(one) && (index === 0 || one > bounds[index - 1]))
  return rises ? bounds : undefined
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    // The proxy would start with the defaults and a line in its log.
    return undefined
  }
}

/** What Istio always includes. */
const included = {
  Prefixes: ['cluster_manager', 'listener_manager', 'server', 'cluster.xds-grpc', 'wasm'],
  Suffixes: ['rbac.allowed', 'rbac.denied', 'shadow_allowed', 'shadow_denied', 'downstream_cx_active'],
  Regexps: ['vhost\\.*\\.route\\.*'],
}

/**
 * Whether Envoy keeps a statistic, by its name there, such as `cluster.outbound|80||a.b.svc.cluster.local.upstream_rq_total`.
 * An annotation replaces what the `proxyStatsMatcher` of `proxy.istio.io/config` says of its kind.
 */
export function statsInclusionOf(annotations: Annotations): (statistic: string) => boolean {
  const says = (name: string) => name === proxyConfig || name.startsWith(annotation('statsInclusion'))
  if (Object.keys(annotations).some(says)) return inclusionOf(annotations)
  // Most pods say nothing, and a pattern takes its time and its place.
  usual ??= inclusionOf({})
  return usual
}

const proxyConfig = 'proxy.istio.io/config'
let usual: ((statistic: string) => boolean) | undefined

function inclusionOf(annotations: Annotations): (statistic: string) => boolean {
  const matcher = statsMatcherOf(annotations[proxyConfig])
  const listed = (kind: keyof typeof included): readonly string[] => {
    const own = (annotations[annotation(`statsInclusion${kind}`)] ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
    return [...included[kind], ...(own.length > 0 ? own : textsOf(matcher[`inclusion${kind}`]))]
  }
  const prefixes = listed('Prefixes')
  const suffixes = listed('Suffixes')
  const patterns = listed('Regexps').map(readableRe2)
  return (statistic) =>
    prefixes.some((one) => statistic.startsWith(one)) ||
    suffixes.some((one) => statistic.endsWith(one)) ||
    patterns.some((one) => one?.matches(statistic) === true)
}

/** A ProxyConfig in YAML; with one that cannot be read the proxy would not start. */
function statsMatcherOf(config: string | undefined): Readonly<Record<string, unknown>> {
  if (config === undefined) return {}
  try {
    const { proxyStatsMatcher } = (parse(config) ?? {}) as { proxyStatsMatcher?: unknown }
    return typeof proxyStatsMatcher === 'object' && proxyStatsMatcher !== null ? { ...proxyStatsMatcher } : {}
  } catch (error) {
    // An alias without its anchor, or with too much behind it, is found only when it is looked up.
    if (!(error instanceof YAMLError || error instanceof ReferenceError)) throw error
    return {}
  }
}

const textsOf = (value: unknown) =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
