import { readableRe2 } from '../re2.ts'

/** What a pod's annotations say of the statistics of its proxy (istio/istio, pkg/bootstrap/config.go). */
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

/** Prefixes that Istio always includes. */
const includedPrefixes = ['cluster_manager', 'listener_manager', 'server', 'cluster.xds-grpc']
const includedSuffixes = ['rbac.allowed', 'rbac.denied', 'downstream_cx_active']

/** Whether Envoy keeps a statistic, by its name there, such as `cluster.outbound|80||a.b.svc.cluster.local.upstream_rq_total`. */
export function statsInclusionOf(annotations: Annotations): (statistic: string) => boolean {
  const listed = (name: string) =>
    (annotations[annotation(name)] ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
  const prefixes = [...includedPrefixes, ...listed('statsInclusionPrefixes')]
  const suffixes = [...includedSuffixes, ...listed('statsInclusionSuffixes')]
  const patterns = listed('statsInclusionRegexps').map(readableRe2)
  return (statistic) =>
    prefixes.some((one) => statistic.startsWith(one)) ||
    suffixes.some((one) => statistic.endsWith(one)) ||
    patterns.some((one) => one?.matches(statistic) === true)
}
