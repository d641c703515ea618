import { describe, expect, it } from 'vitest'
import type { FlightRun, FlightTarget, FlightTotals } from '#shared/model/flight.ts'
import type { GraphNode } from '#shared/model/traffic.ts'
import { graphView } from '../../../../renderer/features/traffic/elements.ts'
import {
  flightsTo,
  flyingNow,
  nodesAt,
  withFlights,
} from '../../../../renderer/features/traffic/flown-nodes.ts'
import { paintedElements } from '../../../../renderer/features/traffic/paint.ts'
import { dark } from '../../../../renderer/ui/palette.ts'
import { flightPlan, flightRun } from '../../../conformance/fake-data.ts'
import { bookinfo } from './bookinfo.ts'

const node = (id: string, over: Partial<GraphNode>) => ({
  data: { id, nodeType: 'app' as const, cluster: 'east', namespace: 'shop', context: 'east', ...over },
})
const destServices = [{ cluster: 'east', namespace: 'shop', name: 'cart' }]
const view = graphView({
  ...bookinfo,
  elements: {
    nodes: [
      node('v1', { app: 'cart', workload: 'cart-v1', destServices }),
      node('v2', { app: 'cart', workload: 'cart-v2', destServices }),
      node('service', { nodeType: 'service', service: 'pay' }),
      node('pay', { app: 'pay', workload: 'pay', destServices: [{ ...destServices[0]!, name: 'pay' }] }),
      node('elsewhere', { context: 'west', workload: 'cart-v1', destServices }),
      node('gateway', { namespace: 'istio-system', workload: 'istio-ingressgateway' }),
    ],
    edges: [],
  },
})

const none = { p50: null, p75: null, p90: null, p99: null, p999: null, max: null }
const flightTotals: FlightTotals = {
  ...{
    seconds: 1,
    asked: 1,
    sent: 1,
    done: 1,
    bytes: 1,
    codes: {},
    errors: {},
    errorPercent: 0,
    warnings: [],
  },
  ...{ achieved: 1, response: none, service: none, lag: none },
}

const at = { context: 'east', namespace: 'shop' } as const
const cart: FlightTarget = { kind: 'service', ...at, service: 'cart', port: 80 }
const flying = (target: FlightTarget, achieved: number | null, id = 'a'): FlightRun => ({
  ...flightRun(flightPlan, id),
  plan: { ...flightRun(flightPlan).plan, target },
  state: 'flying',
  totals: achieved === null ? null : { ...flightTotals, achieved },
})
const flown = (...runs: FlightRun[]) =>
  withFlights(view, runs).nodes.flatMap((n) => (n.flown === null ? [] : [`${n.id} ${n.flown.rate}`]))

describe('where flights go in the graph', () => {
  it.each<[string, FlightTarget, string[]]>([
    ['the workloads behind a service', cart, ['v1', 'v2']],
    ["a service's own node", { ...cart, service: 'pay' }, ['service']],
    ['a deployment', { kind: 'deployment', ...at, deployment: 'cart-v2' }, ['v2']],
    ["a pod's workload", { kind: 'pod', ...at, pod: 'cart-v1-6d5f-x7x2z' }, ['v1']],
    ['no other workload of a like name', { kind: 'pod', ...at, pod: 'cart-v1-blue-6d5f-x7x2z' }, []],
    ['the gateway of a context', { kind: 'gateway', context: 'east', host: 'a.b' }, ['gateway']],
    ['nowhere for a URL', { kind: 'url', url: 'http://a' }, []],
    ['nowhere in another namespace', { ...cart, namespace: 'other' }, []],
  ])('%s', (_name, target, ids) => {
    expect(nodesAt(view, target).map(({ id }) => id)).toEqual(ids)
  })

  it('adds up what several send, and leaves out what has landed', () => {
    expect(
      flown(flying(cart, 40), flying({ kind: 'deployment', ...at, deployment: 'cart-v1' }, 2.5)),
    ).toEqual(['v1 42.5', 'v2 40'])
    expect(flown({ ...flying(cart, 9), state: 'finished' })).toEqual([])
  })

  it('tells one that only its cluster measures, without a rate, whatever else is flown there', () => {
    const measured = flying({ kind: 'deployment', ...at, deployment: 'cart-v1' }, 2.5)
    for (const runs of [
      [flying(cart, null), measured],
      [measured, flying(cart, null)],
    ])
      expect(flown(...runs)).toEqual(['v1 null', 'v2 null'])
    const paint = { palette: dark, label: 'rate', find: '', colourOf: () => undefined } as const
    const drawn = paintedElements(withFlights(view, [flying(cart, null)]), [], new Map(), paint)
    expect(drawn.find((one) => one.data.id === 'caption v1')?.data.label).toBe('flight')
  })

  it('is the same picture while nothing that is shown changes', () => {
    const [first, second] = [flying(cart, 40.01), flying(cart, 40.02)]
    expect(flyingNow([first])).toBe(flyingNow([second]))
    expect(flyingNow([first])).not.toBe(flyingNow([flying(cart, 41)]))
    expect(withFlights(view, [])).toBe(view)
  })

  it('names the flights to a node', () => {
    const runs = [flying(cart, 1, 'a'), flying({ ...cart, service: 'pay' }, 1, 'b')]
    expect(flightsTo(view, view.nodes[0]!, runs).map(({ id }) => id)).toEqual(['a'])
  })

  it('is drawn under the node, with a badge', () => {
    const paint = { palette: dark, label: 'rate', find: '', colourOf: () => undefined } as const
    const drawn = paintedElements(withFlights(view, [flying(cart, 40)]), [], new Map(), paint)
    const data = (id: string) => drawn.find((one) => one.data.id === id)?.data
    expect(data('caption v1')?.label).toBe('flight 40/s')
    expect(data('v1')?.images).toHaveLength(2)
    expect(data('caption pay')?.label).toBe('')
  })
})
