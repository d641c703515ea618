/** How much of each edge came over mutual TLS. Only receiving proxies know; the policy is `unknown` to callers. */
import type { Pass } from '../facts.ts'
import { mapEdges } from '../graph.ts'

export const addSecurity: Pass = (graph) =>
  mapEdges(graph, (edge) => {
    const known = edge.flows.filter(({ report }) => report.reporter !== 'source')
    const total = known.reduce((sum, { report }) => sum + report.rate, 0)
    const mutual = known.reduce((sum, { report }) => sum + report.mutualRate, 0)
    return mutual > 0 ? { ...edge, mutualTlsPercent: (100 * mutual) / total } : edge
  })
