/**
 * The statistics of one Envoy under the names that they have there, those of them that its inclusion list keeps. Each is
 * a metric of the pod, too: without what stands in the name and changes, which becomes labels, as Istio's bootstrap says
 * (tools/packaging/common/envoy_bootstrap.json).
 */

import type { Counter, Labels, MetricKind, Metrics } from '../prometheus/metrics.ts'
import { getOrMake } from '../promql/get-or-make.ts'

export interface Stat {
  /** `cluster.xds-grpc.upstream_rq_total` */
  readonly name: string
  readonly value: number
}

export interface EnvoyStats {
  /** Undefined where the proxy does not keep it. */
  counter(name: string): Counter | undefined
  read(name: string, kind: Exclude<MetricKind, 'histogram'>, value: () => number | undefined): void
  /** By name. */
  all(): Stat[]
}

export function createEnvoyStats(metrics: Metrics, includes: (name: string) => boolean): EnvoyStats {
  const values = new Map<string, () => number | undefined>()
  const counters = new Map<string, Counter | undefined>()

  function made(name: string): Counter | undefined {
    if (!includes(name)) return undefined
    const { metric, labels } = rememberedTags(name)
    const counter = metrics.counter(metric, labels)
    let value = 0
    values.set(name, () => value)
    return {
      add(by) {
        value += by
        counter.add(by)
      },
    }
  }

  return {
    counter(name) {
      if (!counters.has(name)) counters.set(name, made(name))
      return counters.get(name)
    },
    read(name, kind, value) {
      if (!includes(name)) return
      const { metric, labels } = rememberedTags(name)
      metrics.read(metric, kind, labels, value)
      values.set(name, value)
    },
    all: () =>
      [...values]
        .map(([name, read]) => ({ name, value: read() }))
        .filter((stat): stat is Stat => stat.value !== undefined)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

type Tagged = ReturnType<typeof taggedStat>
const remembered = new Map<string, Tagged>()

/** Every proxy has the same few names, but for those of the clusters that it calls. */
function rememberedTags(name: string): Tagged {
  return name.includes('|') ? taggedStat(name) : getOrMake(remembered, name, () => taggedStat(name))
}

/** What may follow the name of a cluster has dots of its own. */
const ofCluster = /^cluster\.(.+?)\.((?:circuit_breakers\.default\.|outlier_detection\.)?\w+)$/
const ofListener = /^listener\.(.+?_\d+)\.(?:http\.(.+?);?\.)?(\w+)$/
const ofHttp = /^http\.(.+?);?\.((?:rbac\.)?\w+)$/

/**
 * Of a listener's http connection manager Istio itself takes only names without a direction out of the metric's; here
 * `inbound_0.0.0.0_9080` becomes a label as well, so that the metric is called what Kiali looks for.
 */
export function taggedStat(name: string): { metric: string; labels: Labels } {
  const labels: Record<string, string> = {}
  let rest = name
  const take = (pattern: RegExp, head: string, tags: readonly string[]) => {
    const found = pattern.exec(name)
    if (found === null) return
    for (const [index, tag] of tags.entries()) {
      const value = found[index + 1]
      if (value !== undefined) labels[tag] = value
    }
    rest = `${head}.${found.at(-1)}`
  }
  take(ofCluster, 'cluster', ['cluster_name'])
  const isHttpOfListener = ofListener.exec(name)?.[2] !== undefined
  take(ofListener, isHttpOfListener ? 'listener.http' : 'listener', [
    'listener_address',
    'http_conn_manager_listener_prefix',
  ])
  take(ofHttp, 'http', ['http_conn_manager_prefix'])
  rest = rest.replace(/_rq_(\dxx|\d{3})$/, (_, code: string) => {
    labels[code.endsWith('xx') ? 'response_code_class' : 'response_code'] = code
    return '_rq'
  })
  rest = rest.replace(/\.rbac\.(allowed|denied)$/, (_, result: string) => {
    labels.authz_enforce_result = result
    return '.rbac'
  })
  return { metric: `envoy_${rest.replace(/\W/g, '_')}`, labels }
}
