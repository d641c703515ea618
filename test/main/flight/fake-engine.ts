/** A launcher whose flight engines do what a test says. */
import type { EngineResult, FromEngine, Shot, ToEngine } from '#main/flight/engine/messages.ts'
import type { Launcher } from '#main/launcher.ts'
import { Histogram } from '#shared/flight/histogram.ts'
import { packHistogram } from '#shared/flight/packed-histogram.ts'
import { type EncodedTally, encodeHistograms, newTally, sliceOf } from '#shared/flight/tally.ts'
import { totalsOf } from '#shared/flight/totals.ts'

interface FakeEngine {
  readonly heard: ToEngine[]
  readonly shot: Shot
  killed: boolean
  say(message: FromEngine): void
  exit(code: number | undefined): void
}

export interface FakeLauncher extends Launcher {
  readonly engines: FakeEngine[]
}

export function fakeLauncher(): FakeLauncher {
  const engines: FakeEngine[] = []
  return {
    engines,
    launch() {
      const onMessage: ((message: unknown) => void)[] = []
      const onExit: ((code: number | undefined) => void)[] = []
      const heard: ToEngine[] = []
      const engine: FakeEngine = {
        heard,
        killed: false,
        get shot() {
          const fly = heard.find((message) => message.do === 'fly')
          if (fly === undefined) throw new Error('it was not told to fly')
          return fly.shot
        },
        // As a channel would: a copy.
        say: (message) => onMessage.forEach((listener) => void listener(structuredClone(message))),
        exit: (code) => onExit.forEach((listener) => void listener(code)),
      }
      engines.push(engine)
      return {
        send: (message) => void heard.push(structuredClone(message) as ToEngine),
        onMessage: (listener) => void onMessage.push(listener),
        onExit: (listener) => void onExit.push(listener),
        kill() {
          engine.killed = true
        },
      }
    },
  }
}

function flown(sent: number): { tally: EncodedTally; totals: EngineResult['totals'] } {
  const tally = newTally()
  Object.assign(tally, { sent, done: sent, codes: { 200: sent } })
  for (let n = 0; n < sent; n++) tally.histograms.response.record(5e6)
  const generator = { connections: 1, busyShare: 0, waiting: 0, cappedMs: 0 }
  return {
    tally: { ...tally, histograms: encodeHistograms(tally.histograms) },
    totals: totalsOf({ tally, seconds: sent / 10, asked: 10, generator }),
  }
}

/** A slice with so many answers of 5 ms. */
export function sliceMessage(at: number, sent: number): FromEngine {
  const slice = { ...sliceOf(newTally(), at * 250, 250, 0), sent, done: sent }
  const response = new Histogram()
  for (let n = 0; n < sent; n++) response.record(5e6)
  const recorded = { slice, response: packHistogram(response), lag: packHistogram(new Histogram()) }
  return { said: 'slice', recorded, totals: flown(sent).totals, verdict: null }
}

export function endMessage(sent: number, stopped = false): FromEngine {
  const { tally, totals } = flown(sent)
  const result = {
    stopped,
    totals,
    verdict: null,
    histograms: tally.histograms,
    opened: { '127.0.0.1:80': 1 },
  }
  return { said: 'ended', result }
}
