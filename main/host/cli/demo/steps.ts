/** The steps of the story, each with its checks. */

import type { CanaryView } from '#shared/model/canary.ts'
import type { FlightTotals } from '#shared/model/flight.ts'
import type { Core } from '../../../core.ts'
import { differences, type Snapshot, takeSnapshot, withImage } from './snapshot.ts'
import { imageOf, namespace, primary, type Stage, target } from './stage.ts'
import type { Timeline } from './timeline.ts'
import { until } from './until.ts'

/** Seconds that the demo's canary stays at each weight: short, so that the story fits in two minutes. */
const intervalSeconds = 5
const rate = 40

export interface FlightWatch {
  /** Requests that failed since the last call: 5xx answers and errors of the connection. */
  failuresSince(): number
  sent(): number
}

export function checkContexts(core: Core, timeline: Timeline, wanted: number): void {
  const { contexts } = core.contexts.list()
  const up = contexts.filter((context) => context.status === 'connected' && context.istio?.found === true)
  timeline.check(
    'sandbox started',
    up.length === wanted,
    `${up.map((one) => one.name).join(' and ') || 'no cluster'} with Istio`,
  )
}

export async function startFlight({ core, context, timeline }: Stage): Promise<FlightWatch> {
  const run = await core.flights.start({
    target: { kind: 'service', context, namespace, service: 'productpage', port: 9080 },
    path: '/productpage',
    rate,
    durationSeconds: null,
  })
  timeline.event(`flight started: GET ${run.url} at ${rate}/s, ${run.via}`)
  const totals = () => core.flights.get(run.id).totals
  const answered = await until(
    'the first answers of the flight',
    () => ((totals()?.done ?? 0) >= rate ? totals() : undefined),
    { timeoutMs: 60_000 },
  )
  timeline.check(
    'flight answered',
    (answered?.codes['200'] ?? 0) > 0,
    `${answered?.done} answers, codes ${codesText(answered)}`,
  )
  let before = failuresOf(answered ?? null)
  return {
    failuresSince() {
      const now = failuresOf(totals())
      const fresh = now - before
      before = now
      return fresh
    },
    sent: () => totals()?.sent ?? 0,
  }
}

function failuresOf(totals: FlightTotals | null): number {
  const bad = Object.entries(totals?.codes ?? {}).filter(
    ([code]) => code.startsWith('5') || code.startsWith('4'),
  )
  return [...bad, ...Object.entries(totals?.errors ?? {})].reduce((sum, [, count]) => sum + count, 0)
}

const codesText = (totals: FlightTotals | null | undefined) =>
  Object.entries(totals?.codes ?? {})
    .map(([code, count]) => `${code}: ${count}`)
    .join(', ') || 'none'

export async function watchTraffic({ timeline, edges, graph }: Stage): Promise<void> {
  const wanted = [
    'istio-ingressgateway → productpage v1',
    'productpage v1 → details v1',
    'productpage v1 → reviews v3',
  ]
  const seen = await until(
    'the traffic in the graph',
    async () => {
      const rows = await edges(10)
      const names = rows.map((row) => `${row.from} → ${row.to}`)
      return wanted.every((edge) => names.some((name) => matches(name, edge))) ? rows : undefined
    },
    { timeoutMs: 60_000, everyMs: 500 },
  )
  for (const row of seen)
    timeline.event(`  ${row.from} → ${row.to}  ${row.rate}  errors ${row.errorPercent}  p95 ${row.p95}`)
  const { problems } = await graph(10)
  timeline.check('traffic in the graph', problems.length === 0, `${seen.length} edges`)
}

/** `east/bookinfo/productpage v1 → …` holds `productpage v1 → …`, whatever the places are called. */
function matches(name: string, edge: string): boolean {
  const [from = '', to = ''] = edge.split(' → ')
  const [seenFrom = '', seenTo = ''] = name.split(' → ')
  return seenFrom.endsWith(from) && seenTo.endsWith(to)
}

async function phase(stage: Stage, wanted: readonly string[], timeoutMs: number): Promise<CanaryView> {
  return await until(
    `the canary being ${wanted.join(' or ')}`,
    () => {
      const view = stage.canary()
      return view !== undefined && wanted.includes(view.phase) ? view : undefined
    },
    { timeoutMs, everyMs: 100 },
  )
}

/** Follows a run to its end, telling each change of weight; resolves with the weights that were seen. */
async function followRun(stage: Stage, timeoutMs: number): Promise<{ view: CanaryView; weights: number[] }> {
  const weights: number[] = []
  let said = ''
  const view = await until(
    'the end of the rollout',
    () => {
      const now = stage.canary()
      if (now === undefined) return undefined
      if (weights.at(-1) !== now.canaryWeight) weights.push(now.canaryWeight)
      const sentence = `${now.phase} at ${now.canaryWeight} %: ${now.because}`
      if (sentence !== said) stage.timeline.event(`  ${sentence}`)
      said = sentence
      return now.phase === 'Succeeded' || now.phase === 'Failed' ? now : undefined
    },
    { timeoutMs, everyMs: 50 },
  )
  return { view, weights }
}

export async function enableCanary(stage: Stage, flight: FlightWatch): Promise<void> {
  const { core, timeline } = stage
  await core.canaries.enable({
    context: stage.context,
    namespace,
    target,
    options: {
      intervalSeconds,
      stepWeight: 20,
      maxWeight: 60,
      threshold: 2,
      metricWindowSeconds: intervalSeconds,
    },
  })
  timeline.event(`canary enabled on ${target}`)
  const view = await phase(stage, ['Initialized'], 120_000 * stage.patience)
  const pods = view.pods.primary
  timeline.check(
    'primary built',
    pods !== null && pods.ready > 0,
    `${primary} has ${pods?.ready ?? 'no'} ready pods`,
  )
  const share = await until(
    'all traffic reaching the primary',
    async () => {
      const [first, second] = await Promise.all([stage.rateOf(primary, 4), stage.rateOf(target, 4)])
      return first !== undefined && first > rate / 2 && (second ?? 0) === 0 ? first : undefined
    },
    { timeoutMs: 60_000, everyMs: 500 },
  )
  timeline.check(
    'all traffic through the primary',
    true,
    `${share.toFixed(1)} req/s at ${primary}, none at ${target}`,
  )
  noneLost(stage, flight, 'while enabling')
}

function noneLost({ timeline }: Stage, flight: FlightWatch, when: string): void {
  const lost = flight.failuresSince()
  timeline.check(`no request lost ${when}`, lost === 0, `${lost} failed of ${flight.sent()} sent so far`)
}

export async function flyGoodVersion(stage: Stage, flight: FlightWatch, tag: string): Promise<void> {
  const { timeline } = stage
  const at = Date.now()
  await stage.setImage(tag)
  await phase(stage, ['Progressing'], 60_000)
  timeline.check('good version noticed', true, `${((Date.now() - at) / 1000).toFixed(1)} s after set image`)
  const { view, weights } = await followRun(stage, 200_000 * stage.patience)
  const rising = weights.filter((weight) => weight > 0 && weight < 100)
  const climbed = rising.length >= 2 && rising.every((weight, i) => i === 0 || weight > (rising[i - 1] ?? 0))
  timeline.check('traffic moved step by step', climbed, `weights ${weights.join(', ')}`)
  timeline.check('good version promoted', view.phase === 'Succeeded', `${view.phase}: ${view.because}`)
  timeline.check(
    'primary runs the good version',
    view.images.primary === imageOf(tag),
    `${view.images.primary}`,
  )
  noneLost(stage, flight, 'by the good version')
}

export async function flyBadVersion(
  stage: Stage,
  flight: FlightWatch,
  tag: string,
  goodTag: string,
): Promise<void> {
  const { timeline } = stage
  await stage.setImage(tag)
  await phase(stage, ['Progressing'], 60_000)
  const { view } = await followRun(stage, 200_000 * stage.patience)
  timeline.check('bad version rolled back', view.phase === 'Failed', `${view.phase}: ${view.because}`)
  const bad = flight.failuresSince()
  timeline.check('bad version was seen', bad > 0, `${bad} of its own answers failed`)
  const sent = flight.sent()
  await until('more answers after the rollback', () => (flight.sent() > sent + rate * 2 ? true : undefined), {
    timeoutMs: 60_000,
  })
  const after = flight.failuresSince()
  timeline.check(
    'primary keeps serving',
    after === 0,
    `${after} failed of ${flight.sent() - sent} after the rollback`,
  )
  const kept = view.images.primary === imageOf(goodTag)
  timeline.check('primary kept the good version', kept, `${view.images.primary}`)
}

export async function disableCanary(
  stage: Stage,
  flight: FlightWatch,
  start: { objects: Snapshot; edges: ReadonlySet<string> },
  goodTag: string,
): Promise<void> {
  const { core, timeline } = stage
  await core.canaries.disable({ context: stage.context, namespace, name: target })
  timeline.event('canary disabled')
  await until('the canary being gone', () => (stage.canary() === undefined ? true : undefined), {
    timeoutMs: 120_000 * stage.patience,
  })
  const wanted = withImage(start.objects, target, imageOf(goodTag))
  const left = differences(wanted, await takeSnapshot(core.contexts.cluster(stage.context), namespace))
  timeline.check(
    'objects as at the start',
    left.length === 0,
    left.join('; ') || 'all equal, but for the promoted image',
  )
  const edges = await until(
    'the traffic flowing as at the start',
    async () => {
      const now = new Set((await stage.edges(4)).map((edge) => `${edge.from} → ${edge.to}`))
      const same =
        [...start.edges].every((edge) => now.has(edge)) && [...now].every((edge) => start.edges.has(edge))
      return same ? now : undefined
    },
    { timeoutMs: 60_000, everyMs: 500 },
  )
  timeline.check('traffic as at the start', true, `the same ${edges.size} edges`)
  noneLost(stage, flight, 'while disabling')
}
