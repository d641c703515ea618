/**
 * The flights that this laptop flies, each in an engine process of its own:
 *
 * 1. The plan is checked and the way to its target found; what is wrong is said before anything is sent.
 * 2. The process flies it and reports a slice, the totals and the verdict every quarter of a second.
 * 3. It tells its result at the end. A process that dies leaves a failed run.
 */
import { fortioResult } from '#shared/flight/fortio.ts'
import { capProblem } from '#shared/flight/manners.ts'
import { encodeHistograms, newHistograms } from '#shared/flight/tally.ts'
import { type Failure, fail } from '#shared/model/failure.ts'
import type { FlightPlan, FlightPlanInput, FlightRun } from '#shared/model/flight.ts'
import type { Cluster } from '../kube/cluster.ts'
import type { Launcher } from '../launcher.ts'
import type { EngineResult, FromEngine, ToEngine } from './engine/messages.ts'
import { findWay, type Way } from './find-way.ts'
import type { Airspace, Ending, Flight } from './flying.ts'
import { isIngressOf } from './ingress-target.ts'
import type { Manners } from './manners.ts'
import type { LookUp } from './probe.ts'
import { hdrStrings } from './saved-histograms.ts'
import { checkedPlan, shotOf, withoutSecrets } from './take-off.ts'
import { noPermit } from './way-to-url.ts'

export interface LocalFlightsDeps {
  readonly launcher: Launcher
  readonly cluster: (context: string) => Cluster
  readonly manners: Manners
  readonly openContexts: () => readonly string[]
  readonly airspace: Airspace
  readonly now: () => number
  readonly newId: () => string
  readonly cores: number
  readonly lookUp: LookUp
}

export interface LocalFlights {
  /** Resolves when it flies. Fails, with nothing sent, when the plan is wrong or the target dead. */
  start(plan: FlightPlanInput): Promise<FlightRun>
}

export function createLocalFlights(deps: LocalFlightsDeps): LocalFlights {
  const { launcher, cluster, manners, openContexts, airspace, now, newId, cores, lookUp } = deps

  async function start(input: FlightPlanInput): Promise<FlightRun> {
    const plan = checkedPlan(input.arrivals === 'random' ? { seed: now() % 2 ** 32, ...input } : input)
    if (plan.pacing === 'precise' && cores < 2) {
      const reason = 'the precise one takes a whole core, and this machine has no other'
      fail({ code: 'bad-input', field: 'pacing', reason })
    }
    const way = await allowedWay(plan)
    const run: FlightRun = {
      id: newId(),
      plan: withoutSecrets(plan),
      via: way.via,
      ...(way.note === undefined ? {} : { note: way.note }),
      url: way.url,
      startedAt: new Date(now()).toISOString(),
      endedAt: null,
      state: 'flying',
      totals: null,
      verdict: null,
      failure: null,
    }
    const child = launcher.launch('flight-engine')
    const flight = airspace.takeOff(run, {
      land: () => child.send({ do: 'stop' } satisfies ToEngine),
      changeRate: (rate) => child.send({ do: 'change-rate', rate } satisfies ToEngine),
      kill() {
        if (flight.run.state === 'flying') endHere(flight, way, { state: 'stopped' })
        child.kill()
      },
    })
    child.onMessage((message) => hear(flight, way, message as FromEngine))
    child.onExit((code) => crashed(flight, way, code))
    child.send({ do: 'fly', shot: shotOf(plan, way) } satisfies ToEngine)
    airspace.changed()
    return run
  }

  /** Keeps to the cap of a context; a yes to a target of elsewhere holds from then on. */
  async function allowedWay(plan: FlightPlan): Promise<Way> {
    const { target } = plan
    if (target.kind !== 'url') {
      const problem = capProblem(plan, target.context, manners.rateCap(target.context))
      if (problem !== null) fail({ code: 'bad-input', ...problem })
      return await findWay(plan, cluster, noPermit, lookUp)
    }
    const permit = {
      isAllowed: (origin: string) => plan.confirmed || manners.isAllowed(origin),
      isVouched: () => isIngressOf(openContexts().map(cluster), target.url),
    }
    const way = await findWay(plan, cluster, permit, lookUp)
    if (plan.confirmed) way.foreign.forEach((origin) => void manners.remember(origin))
    return way
  }

  function hear(flight: Flight, way: Way, message: FromEngine): void {
    if (flight.run.state !== 'flying') return
    const { totals, verdict } = message.said === 'slice' ? message : message.result
    flight.run = { ...flight.run, totals, verdict }
    if (message.said === 'ended') {
      const { stopped } = message.result
      endHere(flight, way, { state: stopped ? 'stopped' : 'finished' }, message.result)
      // It ends by itself; this is for one that does not.
      flight.vehicle.kill?.()
      return
    }
    flight.log.add(message.recorded)
    for (const listener of [...flight.listeners]) listener(message.recorded.slice)
    airspace.progressed()
  }

  function crashed(flight: Flight, way: Way, code: number | undefined): void {
    if (flight.run.state !== 'flying') return
    const how = code === undefined ? '' : ` with code ${code}`
    const failure: Failure = {
      code: 'unexpected',
      reason: `the flight's engine ended${how} before it had landed`,
    }
    endHere(flight, way, { state: 'failed', failure })
  }

  function endHere(flight: Flight, way: Way, change: Ending, result?: EngineResult): void {
    way.close()
    const histograms = result?.histograms ?? encodeHistograms(newHistograms())
    const addresses = result?.opened ?? {}
    const hdr = hdrStrings(histograms)
    airspace.end(flight, change, (run) => fortioResult({ run, histograms, addresses, hdr }))
  }

  return { start }
}
