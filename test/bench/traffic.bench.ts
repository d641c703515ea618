/**
 * Series to graph: 50 namespaces of 10 apps against one namespace of 10, each edge reported by both proxies with 20
 * buckets. The budget of the large one is 150 ms; the ratio shows whether the work grows with the series only.
 */
import { performance } from 'node:perf_hooks'
import { type GraphInput, trafficGraph } from '#shared/traffic/traffic-graph.ts'
import { inputOf } from './bench-series.ts'

function medianMs(input: GraphInput): number {
  for (let i = 0; i < 5; i++) trafficGraph(input)
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now()
    trafficGraph(input)
    return performance.now() - start
  })
  return times.sort((a, b) => a - b)[7] ?? Number.NaN
}

const small = inputOf(1)
const large = inputOf(50)
const count = ({ traffic, buckets, bytes }: GraphInput['telemetry']) =>
  traffic.length + buckets.length + bytes.length
const smallMs = medianMs(small)
const largeMs = medianMs(large)
const { nodes, edges } = trafficGraph(large).elements
const perSeries = largeMs / count(large.telemetry) / (smallMs / count(small.telemetry))
process.stdout.write(
  [
    `${count(large.telemetry)} series of 50 × 10 apps → ${nodes.length} nodes, ${edges.length} edges: ${largeMs.toFixed(1)} ms`,
    `ratio to the budget of 150 ms: ${(largeMs / 150).toFixed(2)} (below 1 is within)`,
    `time per series, 50 namespaces to 1: ${perSeries.toFixed(2)} (1 is linear)`,
    '',
  ].join('\n'),
)
if (largeMs > 150) process.exitCode = 1
