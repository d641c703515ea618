import type { Re2 } from '../re2.ts'

/** Envoy's /stats: what it tells of itself, in its own names. Istio's metrics stand in /stats/prometheus alone. */
const line = /^envoy_(cluster|server|listener)_(\w+?)(?:\{(.*)\})? (\S+)$/

/** Of the same numbers in Prometheus's form; those whose names match, where a filter is given. */
export function statsText(prometheus: string, filter?: Pick<Re2, 'test'>): string {
  const stats = prometheus.split('\n').flatMap((text) => {
    const [, family, name, labels = '', value] = line.exec(text) ?? []
    if (family === undefined || value === undefined) return []
    const named = /(?:cluster_name|listener_address)="([^"]*)"/.exec(labels)?.[1]
    return [`${[family, ...(named === undefined ? [] : [named]), name].join('.')}: ${value}`]
  })
  const wanted = filter === undefined ? stats : stats.filter((one) => filter.test(one.split(': ')[0] ?? ''))
  return wanted
    .sort()
    .map((one) => `${one}\n`)
    .join('')
}
