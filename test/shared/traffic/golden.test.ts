/** Kiali's own cases: its recorded vectors in, the JSON of its graph API out. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { RateChoice } from '#shared/traffic/options.ts'
import type { Row } from '#shared/traffic/series.ts'
import { trafficGraph } from '#shared/traffic/traffic-graph.ts'
import { graphInput } from './graph-input.ts'

interface Scenario {
  name: string
  series: string[]
  expected: string
  graphType: 'app' | 'versionedApp' | 'workload' | 'service'
  namespaces: string[]
  rates: RateChoice
  inject: boolean
  accessible?: string[]
  accessibleClusters?: string[]
  accessibleNamespaces?: string[]
}

const folder = new URL('../../../../shared/data/kiali-graph/', import.meta.url)
const isThere = existsSync(folder)
const read = <T>(file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as T
const scenarios = isThere ? read<{ scenarios: Scenario[] }>('manifest.json').scenarios : []

function rowsOf({ series }: Scenario): Row[] {
  return series.flatMap((name) =>
    read<{ metric: string; labels: Record<string, string>; rate: number }[]>(`series/${name}.json`).map(
      ({ metric, labels, rate }) => ({ context: 'kiali', metric, labels, value: rate }),
    ),
  )
}

function isAccessible({ accessible, accessibleClusters = [], accessibleNamespaces = [] }: Scenario) {
  return (cluster: string, namespace: string) =>
    accessible?.includes(`${cluster}:${namespace}`) ??
    (accessibleClusters.includes(cluster) && accessibleNamespaces.includes(namespace))
}

type Elements = Record<'nodes' | 'edges', { data: Record<string, unknown> }[]>

/** Without what the recorded graphs do not hold, or what is Aviary's own. */
function comparable({ nodes, edges }: Elements) {
  const strip = ({ data }: { data: Record<string, unknown> }) => {
    const { healthData: _1, healthStatus: _2, explain: _3, context: _4, ...kept } = data
    return kept
  }
  return { nodes: nodes.map(strip), edges: edges.map((edge) => withFlags(strip(edge))) }
}

/** Go leaves empty maps out. */
function withFlags(edge: Record<string, unknown>) {
  const { responses, ...traffic } = edge.traffic as { responses?: Record<string, object> }
  const filled = Object.entries(responses ?? {}).map(
    ([code, detail]) => [code, { flags: {}, hosts: {}, ...detail }] as const,
  )
  return { ...edge, traffic: { ...traffic, responses: Object.fromEntries(filled) } }
}

describe.skipIf(!isThere)(
  `Kiali's recorded graphs${isThere ? '' : ' (skipped: ../shared/data is not here)'}`,
  () => {
    it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
      const graph = trafficGraph({
        ...graphInput(rowsOf(scenario), {
          graphType: scenario.graphType,
          namespaces: scenario.namespaces,
          rates: scenario.rates,
          injectServiceNodes: scenario.inject,
        }),
        isAccessible: isAccessible(scenario),
      })
      const expected = read<{ elements: Elements }>(`expected/${scenario.expected}.json`)
      expect(comparable(graph.elements)).toEqual(comparable(expected.elements))
      const { elements: _1, ...head } = graph
      const { elements: _2, ...expectedHead } = expected
      expect(head).toEqual(expectedHead)
    })
  },
)
